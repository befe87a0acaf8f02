import { certificates } from '../../dockerize/facts/certificates.ts'
import { baseOf, hasFiles } from '../dockerfile/capabilities.ts'
import { exampleMain } from '../example-main.ts'
import type { Examples, Found, Rule } from '../rule.ts'
import { programStages, shippedMains } from '../shipped.ts'

const go = (last: string) => ({
  'go.mod': 'module example.com/a\n',
  Dockerfile: `FROM golang:1.27 AS build\nRUN --mount=target=. CGO_ENABLED=0 go build -o /app .\nFROM ${last}\nCOPY --from=build /app /app\nUSER 1\nENTRYPOINT ["/app"]\n`,
})
const facts = { '.': { mains: [exampleMain({ tls: ['main.go:12'] })] } }

export const G24: Rule = {
  id: 'G24',
  name: 'no-certificates',
  severity: 'error',
  reason:
    'Without CA certificates each TLS connection to others fails: "x509: certificate signed by unknown authority".',
  source: 'https://pkg.go.dev/crypto/x509#SystemCertPool; tried on scratch',
  fix: 'Add COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ to the last stage.',
  overlaps: [],
  *check({ dockerfiles }): Iterable<Found> {
    for (const dockerfile of dockerfiles) {
      const { path, file, module } = dockerfile
      // A library may bring some.
      const mayCarry = [...(module?.requires.keys() ?? [])].some((name) => certificates.has(name))
      for (const stage of programStages(dockerfile)) {
        if (baseOf(stage).certificates !== false) continue
        if (
          hasFiles(file, stage, /cert|ssl|ca-bundle|\.pem$|\.crt$|pki/i, [
            'ca-certificates',
            'ca-certificates-bundle',
            'curl',
            'git',
          ])
        )
          continue
        const [where] = shippedMains(dockerfile, stage).flatMap(({ tls, carries }) =>
          carries.certificates ? [] : tls,
        )
        if (where === undefined) continue
        yield {
          path,
          line: stage.line,
          message: `${baseOf(stage).name} has no CA certificates, and the program opens TLS connections (${where})`,
          ...(mayCarry ? { severity: 'info' as const } : {}),
        }
      }
    }
  },
}

export const examples: Examples = {
  failing: [
    { title: 'scratch', files: go('scratch'), facts, at: ['Dockerfile:3'] },
    { title: 'Debian', files: go('debian:13-slim'), facts, at: ['Dockerfile:3'] },
    {
      title: 'a dependency that may bring some',
      files: {
        ...go('scratch'),
        'go.mod':
          'module example.com/a\nrequire golang.org/x/crypto/x509roots/fallback v0.1.0 // indirect\n',
      },
      facts,
      at: ['Dockerfile:3'],
      severity: 'info',
    },
  ],
  passing: [
    {
      title: 'copied',
      files: go('scratch\nCOPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/'),
      facts,
    },
    {
      title: 'installed',
      files: go('debian:13-slim\nRUN apt-get update && apt-get install -y ca-certificates'),
      facts,
    },
    {
      title: 'in the binary',
      files: go('scratch'),
      facts: {
        '.': {
          mains: [
            exampleMain({ tls: ['main.go:12'], carries: { certificates: true, zones: false } }),
          ],
        },
      },
    },
    { title: 'Alpine', files: go('alpine:3.24'), facts },
    { title: 'no TLS', files: go('scratch'), facts: { '.': { mains: [exampleMain({})] } } },
  ],
}
