import { firstCommit } from '../../../../bin/git/first-commit.ts'

/** A first commit as a process of its own: `child.cjs DIRECTORY`. */
async function run(directory = ''): Promise<void> {
  const outcome = await firstCommit({
    directory,
    paths: ['go.mod', 'cmd/main.go'],
    message: 'Create svc',
    env: process.env,
    signal: new AbortController().signal,
  })
  process.stdout.write(JSON.stringify(outcome))
}

void run(...process.argv.slice(2))
