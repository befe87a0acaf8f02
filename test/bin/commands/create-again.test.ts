import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { resultIn } from '../run.ts'
import { inRepository } from './repository.ts'

test('a create over edited files leaves a later update as it would have been', () =>
  inRepository(async ({ svc, run, update, commit }) => {
    const edited = ['internal/store/store.go', 'cmd/api/main.go']
    for (const path of edited) appendFileSync(join(svc, path), '\n// Mine.\n')
    commit()
    const lock = () => JSON.parse(readFileSync(join(svc, 'go-docker.lock.json'), 'utf8'))
    const plan = async () =>
      resultIn((await update('--set', 'database=postgres', '--dry-run', '--json')).stdout)
    const [before, planned] = [lock(), await plan()]
    expect(planned).toMatchObject({ kind: 'dry-run' })

    expect(await run('svc', '--yes', '--no-git')).toMatchObject({ code: 0 })
    expect(lock()).toEqual(before)
    expect(await plan()).toEqual(planned)

    expect(await update('--set', 'database=postgres')).toMatchObject({ code: 0 })
    for (const path of edited) {
      const text = readFileSync(join(svc, path), 'utf8')
      expect(text).toContain('// Mine.')
      expect(text).not.toContain('redis')
    }
  }))
