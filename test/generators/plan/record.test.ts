import { expect, test } from 'vitest'
import { withRecord } from '../../../generators/plan/record.ts'
import type { Answers } from '../../../generators/questions/answers.ts'
import { textOf } from '../../matrix/trees.ts'

const answers: Answers = {
  module: 'github.com/acme/svc',
  name: 'svc',
  framework: 'net/http',
  database: 'postgres',
  baseImage: 'scratch',
}
const generator = { name: 'create-go-docker', version: '1.2.3', integrity: 'sha256-ab' }
const tree = new Map([['run.sh', { mode: '100755' as const, content: Buffer.from('hello\n') }]])

test('the intent holds the answers, sorted, and nothing of the machine', () => {
  const text = textOf(withRecord(tree, answers, generator), 'go-docker.json')
  expect(text).toBe(`{
  "answers": {
    "baseImage": "scratch",
    "database": "postgres",
    "framework": "net/http",
    "module": "github.com/acme/svc",
    "name": "svc"
  }
}
`)
})

test('the lock says what was written, from what, by what', () => {
  const lock = JSON.parse(textOf(withRecord(tree, answers, generator), 'go-docker.lock.json'))
  expect(lock).toEqual({
    lockfileVersion: 1,
    generator,
    answers,
    files: {
      'run.sh': {
        sha256: '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03',
        mode: '100755',
      },
    },
  })
})
