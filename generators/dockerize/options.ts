import type { Table } from '../questions/table.ts'
import type { Facts, Main } from './facts.ts'
import { portsOf } from './listening.ts'
import { type BaseImage, baseImages } from './names.ts'
import { defaultBase } from './needs.ts'
import { shippedMains } from './targets.ts'
import { portName } from './transport.ts'

/** Returns the options of a repository: its defaults and its commands follow from the facts. */
export function dockerizeOptions(facts: Facts): Table {
  const shipped = shippedMains(facts.mains)
  return {
    commands: {
      kind: 'several',
      flag: 'commands',
      question: 'Commands',
      default: shipped.map(({ path }) => path),
      choices: facts.mains.map((main) => ({
        value: main.path,
        hint: hintOf(main),
        variable: main.path,
      })),
      hidden: facts.mains.length < 2,
    },
    baseImage: {
      kind: 'choice',
      flag: 'base-image',
      question: 'Base image',
      default: defaultBase(shipped),
      choices: baseImages.map((value) => ({ value, hint: hints[value], variable: value })),
    },
    port: {
      kind: 'text',
      flag: 'port',
      question: 'Port',
      default: '',
      // Up to 65535.
      pattern: '(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5])?',
      explanation: 'must be a port number, or empty for the one in the code',
      placeholder: 'NUMBER',
      hint: 'empty: the one in the code',
      // The code usually says it.
      hidden: facts.mains.every((main) => main.kind !== 'server' || portsOf(main).length > 0),
    },
  }
}

/** Returns the options as they are asked: without base images that could not run the commands. */
export function askedOptions(table: Table, isPossible: (base: string) => boolean): Table {
  return Object.fromEntries(
    Object.entries(table).map(([option, row]) => [
      option,
      option === 'baseImage' && row.kind === 'choice'
        ? { ...row, choices: row.choices.filter(({ value }) => isPossible(value)) }
        : row,
    ]),
  )
}

const hints: Readonly<Record<BaseImage, string>> = {
  scratch: '0 MB: the program, CA certificates, zones; no shell',
  alpine: '8 MB: a shell and apk',
  distroless: '2 MB, CA certificates, zones; no shell',
  debian: '80 MB: a shell, apt and a C library',
}

function hintOf({ kind, ports, source }: Main): string {
  const listens = ports.map(portName).join(', ')
  return `${kind}${listens === '' ? '' : ` on ${listens}`}, ${source}`
}
