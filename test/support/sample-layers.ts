import type { Tree } from '../../generators/plan/tree.ts'
import type { Answers } from '../../generators/questions/answers.ts'
import { newService } from '../../generators/service.ts'
import { templatesOf } from '../../testing/templates.ts'
import { identity } from './matrix.ts'

/** A repository of sample layers. */
export interface SampleCell {
  readonly title: string
  readonly answers: Answers
  readonly tree: Tree
}

/** Returns the repository for some sample layers and answers. */
async function sampleOf(
  layers: readonly string[],
  answers: Readonly<Record<string, string>>,
): Promise<SampleCell> {
  const { builtIn, table, house } = await templatesOf(
    layers.map((name) => `examples/layers/${name}`),
  )
  const complete: Answers = { ...answers, ...identity }
  const input = { answers: complete, exclude: [], version: '0.0.0', table }
  const tree = newService(house === undefined ? input : { ...input, house }, {
    ...builtIn,
    integrity: 'sha256-0',
  })
  return {
    title: `${layers.join(', ')}: ${Object.values(answers).join('-')}`,
    answers: complete,
    tree,
  }
}

/** Every sample layer at once: a framework, a database, and a company's own rules. */
export const sampleCell = await sampleOf(['company', 'chi', 'valkey'], {
  framework: 'chi',
  database: 'valkey',
  baseImage: 'distroless',
  team: 'payments',
})

/** One repository for each go.mod of the sample layers. */
export const sampleGoCells = [
  sampleCell,
  await sampleOf(['chi'], { framework: 'chi', database: 'postgres', baseImage: 'scratch' }),
]
