import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { goCells, goPairs } from '../../support/matrix.ts'
import { inScope } from '../../support/scope.ts'
import { run, told } from '../support/command.ts'
import { started } from '../support/service.ts'
import { missing } from '../support/tools.ts'
import { newFolder, written } from '../support/workspace.ts'

const rounds = 10
// Long enough for two busy cores in CI; the `DRAIN_DELAY` of a real service is longer.
const delay = '1s'

describe.skipIf(await missing('go', 'version')).each(inScope(goCells, goPairs))(
  '$title, rolled',
  (cell) => {
    const bin = newFolder()
    const load = join(bin, 'rolling')
    beforeAll(async () => {
      await run('go', ['build', '-o', `${bin}/`, './cmd/api'], { cwd: written(cell.tree) })
      await run('go', ['build', '-o', load, 'test/e2e/support/rolling.go'])
    })

    test(`loses no request when it is stopped under load, ${rounds} times`, async () => {
      const away =
        cell.database === 'postgres' ? 'postgres://127.0.0.1:1/0' : 'redis://127.0.0.1:1/0'
      for (let round = 0; round < rounds; round++) {
        const settings = { DB_URL: away, DRAIN_DELAY: delay, LOG_LEVEL: 'warn' }
        const service = await started(join(bin, 'api'), settings)
        const { host } = new URL(service.url)
        const [answered, lost] = (await run(load, [host, String(service.pid), delay]))
          .split(' ')
          .map(Number)
        const ended = await service.ended
        expect(ended.code, told(ended)).toBe(0)
        expect(answered).toBeGreaterThan(500)
        expect(lost, `of ${answered} requests`).toBe(0)
      }
    })
  },
)
