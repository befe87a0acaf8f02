import { create } from '../disk.ts'
import { treeNamed } from './trees.ts'

/** A run as a process of its own: `child.js DIRECTORY TREE`. */
async function run(directory = '', name = ''): Promise<void> {
  await create(directory, treeNamed(name))
}

void run(...process.argv.slice(2))
