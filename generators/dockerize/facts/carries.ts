import type { Main } from '../facts.ts'
import { doesImport, type Program, withoutMajor } from '../go/program.ts'

/** Packages that put CA certificates into the binary, and modules of such packages alone. */
export const certificates = new Set([
  'github.com/breml/rootcerts',
  'github.com/breml/rootcerts/embedded',
  'golang.org/x/crypto/x509roots/fallback',
  'golang.org/x/crypto/x509roots/fallback/bundle',
  'github.com/certifi/gocertifi',
  'github.com/gwatts/rootcerts',
])

/** Returns whether a program carries CA certificates or time zones itself. */
export function carriesOf(program: Program): Main['carries'] {
  return {
    certificates: doesImport(program, (path) => certificates.has(withoutMajor(path))),
    zones: doesImport(program, (path) => path === 'time/tzdata' || path === '4d63.com/tz'),
  }
}
