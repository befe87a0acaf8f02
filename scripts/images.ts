/**
 * Prints the images that generated repositories are built from and run with, one per line: those
 * that an engine without a registry needs before it can run the docker tests.
 */
import { DockerfileParser } from 'dockerfile-ast'
import { parse } from 'yaml'
import type { Tree } from '../generators/plan/tree.ts'
import { cells } from '../test/support/matrix.ts'
import { sampleCell } from '../test/support/sample-layers.ts'

const images = new Set([...cells, sampleCell].flatMap(({ tree }) => imagesOf(tree)))
for (const image of [...images].sort()) console.log(image)

/** Returns the images in a tree's Dockerfiles and Compose file, except for build stages. */
function imagesOf(tree: Tree): readonly string[] {
  return [...tree].flatMap(([path, { content }]) => {
    const text = Buffer.from(content).toString()
    if (/(^|\.)dockerfile$/i.test(path)) return basesOf(text)
    if (path === 'docker-compose.yml') return servedBy(text)
    return []
  })
}

function basesOf(text: string): readonly string[] {
  const stages = DockerfileParser.parse(text).getFROMs()
  const names = new Set(stages.map((from) => from.getBuildStage()))
  return stages
    .map((from) => from.getImage() ?? '')
    .filter((image) => image !== 'scratch' && !names.has(image))
}

function servedBy(text: string): readonly string[] {
  const { services }: { services: Record<string, { image?: string }> } = parse(text)
  return Object.values(services).flatMap(({ image }) => image ?? [])
}
