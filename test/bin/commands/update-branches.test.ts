import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { recordPaths } from '../../../generators/plan/record.ts'
import { edit, inRepository } from './repository.ts'

test('two branches that both updated are merged as the message says', () =>
  inRepository(async ({ svc, run, update, git, commit }) => {
    const [main] = git('branch', '--show-current').split('\n')
    git('checkout', '-qb', 'other')
    expect(await update('--set', 'database=postgres')).toMatchObject({ code: 0 })
    commit()
    git('checkout', '-q', main ?? '')
    expect(await update('--set', 'base-image=alpine')).toMatchObject({ code: 0 })
    commit()
    expect(() => git('merge', '-q', 'other')).toThrow('Command failed')

    const { code, stderr } = await run('check', 'svc')
    expect(code).toBe(1)
    expect(stderr).toContain('cannot read go-docker.lock.json: it has conflict markers of git')
    const [, advice = ''] = /with (git checkout --ours [^,]*),/.exec(stderr) ?? []
    expect(advice).toBe(`git checkout --ours ${recordPaths.join(' ')}`)

    git(...advice.split(' ').slice(1))
    edit(join(svc, 'go-docker.json'), '"redis"', '"postgres"')
    git('checkout', '--ours', 'README.md')
    commit()
    expect(await update()).toMatchObject({ code: 0 })
    expect(await run('check', 'svc')).toMatchObject({ code: 0 })
    expect(existsSync(join(svc, 'init.sql'))).toBe(true)
    expect(readFileSync(join(svc, 'Dockerfile'), 'utf8')).toContain('FROM alpine')
  }))
