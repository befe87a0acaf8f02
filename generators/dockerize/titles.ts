import type { BuildContext } from './build-context.ts'
import type { ServiceName } from './facts.ts'
import type { Image } from './image.ts'

/** Returns the sentence about what `docker build` gives. */
export function buildTitle(
  name: string,
  images: readonly Image[],
  { folder }: BuildContext,
  file: 'Dockerfile' | 'prebuilt.dockerfile',
): string {
  const option = file === 'Dockerfile' && folder === '.' ? '' : ` -f ${file}`
  const command = `\`docker build${option} ${folder}\``
  const last = images.at(-1)
  const others = images.slice(0, -1).map(({ target }) => `\`--target ${target}\``)
  const isWhole = file === 'Dockerfile'
  if (others.length === 0) {
    return isWhole ? `The image of ${name}: ${command} builds it.` : `${command} builds the image.`
  }
  const shown = others.length > 4 ? [...others.slice(0, 3), `${others.length - 3} more`] : others
  const given = `${command} gives ${last?.target ?? name}, and ${listed(shown)} the others.`
  return isWhole ? `The images of ${name}: ${given}` : given
}

/** Returns the sentence about what Compose starts. */
export function composeTitle(images: readonly Image[], services: ReadonlySet<ServiceName>): string {
  const cli = images.find(({ main }) => main.kind === 'cli')
  const started = images.filter(({ main }) => main.kind !== 'cli').map(({ target }) => target)
  const all = [...started, ...services]
  const up = `\`docker compose up --build --wait\` starts ${listed(all)}.`
  const run =
    cli === undefined
      ? ''
      : `\`docker compose run --build --rm ${cli.target}\` runs the command ${cli.target}.`
  return [all.length > 0 ? up : '', run].filter((text) => text !== '').join(' ')
}

function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
