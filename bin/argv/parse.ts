import type { Command } from '../commands/command.ts'
import { type AuditSaid, auditSaid } from './audit-line.ts'
import { type CheckSaid, checkSaid } from './check-line.ts'
import { commandLine, type Terms } from './command-line.ts'
import { createSaid, type Said } from './create-line.ts'
import { type DockerizeSaid, dockerizeSaid } from './dockerize-line.ts'
import { type LayerSaid, layerSaid } from './layer-line.ts'
import { type ReportSaid, reportSaid } from './report-line.ts'
import { type UpdateSaid, updateSaid } from './update-line.ts'
import { type WhySaid, whySaid } from './why-line.ts'

/** What a command line asks for. */
export type Invocation =
  | {
      readonly kind: 'help'
      readonly command: Command
      /** The house layers whose questions and values a create's help shows. */
      readonly layers: readonly string[]
    }
  | { readonly kind: 'version' }
  | { readonly kind: 'run'; readonly command: 'create'; readonly said: Said }
  | { readonly kind: 'run'; readonly command: 'check'; readonly said: CheckSaid }
  | { readonly kind: 'run'; readonly command: 'update'; readonly said: UpdateSaid }
  | { readonly kind: 'run'; readonly command: 'dockerize'; readonly said: DockerizeSaid }
  | { readonly kind: 'run'; readonly command: 'report'; readonly said: ReportSaid }
  | { readonly kind: 'run'; readonly command: 'layer'; readonly said: LayerSaid }
  | { readonly kind: 'run'; readonly command: 'why'; readonly said: WhySaid }
  | { readonly kind: 'run'; readonly command: 'audit'; readonly said: AuditSaid }

/** Parses a command line, and finds everything that is wrong with it. */
export function parseArgv(argv: readonly string[], terms: Terms): Invocation {
  const line = commandLine(argv, terms.table)
  const { given } = line.argv
  const { command } = line
  if (given.has('help')) return { kind: 'help', command, layers: line.argv.many.get('layer') ?? [] }
  if (given.has('version')) return { kind: 'version' }
  switch (command.name) {
    case 'create':
      return { kind: 'run', command: 'create', said: createSaid(line, terms) }
    case 'check':
      return { kind: 'run', command: 'check', said: checkSaid(line, terms) }
    case 'update':
      return { kind: 'run', command: 'update', said: updateSaid(line, terms) }
    case 'dockerize':
      return { kind: 'run', command: 'dockerize', said: dockerizeSaid(line, terms) }
    case 'report':
      return { kind: 'run', command: 'report', said: reportSaid(line, terms) }
    case 'layer':
      return { kind: 'run', command: 'layer', said: layerSaid(line, terms) }
    case 'why':
      return { kind: 'run', command: 'why', said: whySaid(line, terms) }
    case 'audit':
      return { kind: 'run', command: 'audit', said: auditSaid(line, terms) }
  }
}
