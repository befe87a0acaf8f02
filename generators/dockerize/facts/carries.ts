import type { Main } from '../facts.ts'
import { doesImport, type Program, withoutMajor } from '../go/program.ts'
import { certificates } from './certificates.ts'

/** Returns whether a program carries CA certificates or time zones itself. */
export function carriesOf(program: Program): Main['carries'] {
  return {
    certificates: doesImport(program, (path) => certificates.has(withoutMajor(path))),
    zones: doesImport(program, (path) => path === 'time/tzdata' || path === '4d63.com/tz'),
  }
}
