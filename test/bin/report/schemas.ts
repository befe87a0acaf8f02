import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'

/** The folder of the schemas. */
export const folder = 'bin/report/schemas'

/** The schemas by file name. */
export const schemas: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map(
  readdirSync(folder).map((name) => [name, JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))]),
)

const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  schemas: [...schemas.values()],
})

/** Returns the errors in a JSON value according to a schema; none if it is valid. */
export function schemaErrors(value: unknown, name = 'result.json'): readonly string[] {
  const validate = ajv.getSchema(name)
  if (validate === undefined) throw new Error(`no schema ${name}`)
  if (validate(value)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
