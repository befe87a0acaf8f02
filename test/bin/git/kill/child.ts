import { firstCommit } from '../../../../bin/git/first-commit.ts'

/** Makes a first commit in its own process: `child.cjs DIRECTORY`. */
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
