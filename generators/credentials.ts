import { variableIn } from './dotenv.ts'

const secretName =
  /(?:^|_)(?:password|passwd|passphrase|pass|pwd|secret|token|api_?key|access_key|secret_key|private_key|jwt_key|encryption_key)(?:$|_\d$)/i
const databaseName = /pass|pwd/i
const harmlessValue =
  /^(?:|true|false|yes|no|on|off|none|null|disabled?|optional|required|x+|\*+|<.*>|jwt|opaque|bearer|paseto|oidc|\d{1,2}|\d+(?:ms|[smhd])|\/.*|file:.*|https?:\/\/[^@]*)$/i

/** A password in a URL of a database, in a MySQL DSN, and in a DSN of keywords. */
const inAddress = [
  /\b[a-z][a-z\d+.-]{1,30}:\/\/[^\s:/@"']{0,100}:([^\s/"']{1,200})@[^\s@/]/dgi,
  /(?:^|[\s"'=])[\w.-]{1,100}:([^\s/"'@]{1,200})@(?:tcp|unix)?\(/dgi,
  /\b(?:password|passwd|pwd)=([^\s;&"']{1,200})/dgi,
]

/** As an argument, in the form of a shell or of a list. */
const inCommand = [
  /(?:^|[\s"'])(?:--?requirepass|--masterauth|--pass(?:word)?|-pass)[=\s"',]{1,20}([^\s"',\]]{1,200})/dgi,
  /\b(?:mysql\w{0,20}|mariadb[\w-]{0,20}|sshpass)\b[^|;&\n]{0,200}?[\s"',]-p([^\s"',\]]{1,200})/dg,
  /\bredis-cli\b[^|;&\n]{0,200}?[\s"',]-a[\s"',]{1,20}([^\s"',\]]{1,200})/dg,
]

/** Keys and tokens that are known by how they begin, whatever their name. */
const inToken =
  /(?<![\w-])((?:[sr]k_live_|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|npm_|dckr_pat_)(?=[\w-]*\d)[\w-]{12,250})/dg

/** What is a secret or not, and need not be shown: the ID of a key, a key for tests, a signed token. */
const perhapsInToken =
  /(?<![\w-])((?:sk_test_\w|AKIA[A-Z\d]|AIza[\w-]|eyJ[\w-]{10,200}\.[\w-])[\w.-]{8,500})/dg

/** The line of a `.netrc`. */
const inNetrc = /\bmachine\s[^\n]{0,300}?\spassword\s+([^\s"'\\]{1,200})/dgi

/** A credential that a setting gives away: as it is, or as the default of a variable. */
export interface Credential {
  readonly form: 'literal' | 'default'
  /** Whether it is the password of an account, and no key or token. */
  readonly isPassword: boolean
}

/** Returns the credential in a setting; undefined if there is none. */
export function credentialIn(name: string, value: string): Credential | undefined {
  if (secretName.test(name)) {
    const form = formOf(value)
    return form === undefined ? undefined : { form, isPassword: databaseName.test(name) }
  }
  return first(inAddress, value) ?? tokenIn(value)
}

/** Returns the token or key in a text that is known by how it begins; undefined if there is none. */
export function tokenIn(text: string): Credential | undefined {
  const found = first([inToken], text)
  return found === undefined ? undefined : { ...found, isPassword: false }
}

/** Returns the variables of a `.env` file that give a credential away, each with its value and its line. */
export function credentialsInFile(
  text: string,
): readonly { readonly name: string; readonly value: string; readonly line: number }[] {
  return text.split(/\r?\n/).flatMap((each, index) => {
    const found = each.length > 4096 ? undefined : variableIn(each)
    if (found === undefined) return []
    const { name, value } = found
    return credentialIn(name, value)?.form === 'literal' ? [{ name, value, line: index + 1 }] : []
  })
}

/** Returns the credential in a command; undefined if there is none. */
export function credentialInCommand(text: string): Credential | undefined {
  return first([...inAddress, ...inCommand], text) ?? tokenIn(text)
}

/** A name like that of a secret, with a value until the end of the line. */
const namedSecret =
  /((?:pass|pwd|secret|token|api_?key|access_?key|private_?key|jwt_?key|encryption_?key|credential)[\w.-]*(?:["']?(?:\s*=\s*|:\s+)|\\?["']\s*:\s*)|^ENV\s+\w*(?:pass|pwd|secret|token|_key|credential)\w*\s+(?!\s|=))\\?["']?(?=[^\s"'\\])/gi

/** Returns a line without the credentials in it, so that an output which others can read has none. */
export function withoutCredentials(line: string): string {
  for (const { index, 0: start } of line.matchAll(namedSecret)) {
    const at = index + start.length
    const value = line.slice(at).replace(/["',\s]+$/, '')
    if (formOf(value) !== undefined) return `${withoutAddresses(line.slice(0, at))}…`
  }
  return withoutAddresses(line)
}

/** A token in place of a user: `https://ghp_…@github.com`. */
const tokenAsUser = /:\/\/([\w-]{20,200})@/dg

function withoutAddresses(line: string): string {
  let text = line
  for (const pattern of [
    ...inAddress,
    ...inCommand,
    inNetrc,
    inToken,
    perhapsInToken,
    tokenAsUser,
  ]) {
    for (const { indices, 1: secret = '' } of [...text.matchAll(pattern)].reverse()) {
      const [start, end] = indices?.[1] ?? []
      if (formOf(secret) !== undefined) text = `${text.slice(0, start)}…${text.slice(end)}`
    }
  }
  return text
}

function first(patterns: readonly RegExp[], text: string): Credential | undefined {
  const forms = patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(([, secret = '']) => formOf(secret) ?? []),
  )
  const form = forms.includes('literal') ? 'literal' : forms[0]
  return form === undefined ? undefined : { form, isPassword: true }
}

/** Returns how a value is given away; undefined if it comes from elsewhere. */
function formOf(value: string): Credential['form'] | undefined {
  if (harmlessValue.test(value)) return undefined
  if (!/(?<!\$)\$(?!\$)/.test(value)) return value.includes('$$') ? undefined : 'literal'
  const [, byDefault = ''] = /\$\{\w+:?-([^}]*)\}/.exec(value) ?? []
  return harmlessValue.test(byDefault) || byDefault.includes('$') ? undefined : 'default'
}
