import { create } from '../disk.ts'
import { treeNamed } from './trees.ts'

/** A run in its own process: `child.js DIRECTORY TREE`. */
async function run(directory = '', name = ''): Promise<void> {
  await create(directory, treeNamed(name))
}

void run(...process.argv.slice(2))
