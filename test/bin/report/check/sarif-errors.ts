import { createRequire } from 'node:module'
import { Ajv } from 'ajv'

/**
 * The schema of SARIF 2.1.0. It says that it is of draft 4, but has nothing that differs in the
 * drafts that ajv knows.
 */
const {
  $schema: _,
  id: __,
  ...schema
} = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')

const isSarif = new Ajv({
  allErrors: true,
  strict: false,
  // Its pattern for languages has a bracket too many, which only Unicode mode rejects.
  unicodeRegExp: false,
  formats: {
    uri: (text: string) => URL.canParse(text),
    'uri-reference': (text: string) => /^[!-~]*$/.test(text) && URL.canParse(text, 'file:///'),
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  },
}).compile(schema)

/** Returns the errors in a SARIF log; none if it is valid. */
export function sarifErrors(log: unknown): readonly string[] {
  return isSarif(log)
    ? []
    : (isSarif.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
