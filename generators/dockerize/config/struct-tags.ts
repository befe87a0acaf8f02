/** What the tag of a struct field says about a setting. */
export interface Tagged {
  readonly env?: string
  readonly flag?: string
  readonly default?: string
  readonly required: boolean
  /** Whether it has to be set after everything is read, by the code also. */
  readonly isValidated: boolean
}

/** Returns the keys and values of a struct tag: `env:"PORT" envDefault:"8080"`. */
export function tagOf(tag: string): ReadonlyMap<string, string> {
  const pairs = tag.matchAll(/([\w.-]+):"((?:[^"\\]|\\.)*)"/g)
  return new Map([...pairs].map(([, key = '', value = '']) => [key, value.replaceAll('\\"', '"')]))
}

/**
 * Returns the variable, the flag and the default that a tag names, by the libraries caarlos0/env,
 * cleanenv, envconfig (of three authors), go-flags, kong, go-arg and Netflix/go-env.
 */
export function settingOf(tag: ReadonlyMap<string, string>): Tagged {
  const [env, ...options] = optionsOf(tag.get('env') ?? tag.get('envconfig') ?? '')
  const fromArg = optionsOf(tag.get('arg') ?? '')
  const argEnv = fromArg.find((one) => one === 'env' || one.startsWith('env:'))?.slice(4)
  const argFlag = fromArg.find((one) => one.startsWith('--'))?.slice(2)
  const byOption = options.find((one) => /^default=/.test(one))?.slice('default='.length)
  const fromConf = optionsOf(tag.get('conf') ?? '')
  const fallback =
    fromConf.find((one) => one.startsWith('default:'))?.slice('default:'.length) ??
    tag.get('envDefault') ??
    tag.get('env-default') ??
    tag.get('default') ??
    byOption
  const name = env === undefined || env === '' || env === '-' ? argEnv : env
  const flag = tag.get('long') ?? argFlag
  const isRequired =
    [...options, ...fromArg, ...fromConf].some((one) =>
      /^(required|notEmpty|required=true)$/.test(one),
    ) || ['required', 'env-required'].some((key) => isTrue(tag.get(key)))
  const isWithout = fallback === undefined || fallback === ''
  const isValidated = /(^|,)required(,|$)/.test(tag.get('validate') ?? tag.get('binding') ?? '')
  return {
    ...(name === undefined || name === '' || !/^[A-Za-z_]\w*$/.test(name) ? {} : { env: name }),
    ...(flag === undefined || flag === '' ? {} : { flag }),
    ...(fallback === undefined ? {} : { default: fallback }),
    required: isRequired && isWithout,
    isValidated: isValidated && isWithout,
  }
}

/** For kong it is enough that a key is there, and go-flags takes `yes`. */
function isTrue(value: string | undefined): boolean {
  return value !== undefined && !/^(false|no|0|f)$/i.test(value)
}

/** Returns what the tag of a field that is a struct puts before the variables inside it. */
export function prefixOf(tag: ReadonlyMap<string, string>): string {
  const option = optionsOf(tag.get('env') ?? '').find((one) => /^prefix=/.test(one))
  const namespace = tag.get('env-namespace')
  return (
    tag.get('envPrefix') ??
    tag.get('env-prefix') ??
    option?.slice('prefix='.length) ??
    (namespace === undefined || namespace === '' ? '' : `${namespace}_`)
  )
}

/**
 * Returns what the tag of a field that is a struct puts before the flags inside it: `namespace` of
 * go-flags, `prefix` of kong.
 */
export function flagPrefixOf(tag: ReadonlyMap<string, string>, delimiter: string): string {
  const namespace = tag.get('namespace')
  if (namespace !== undefined && namespace !== '') return `${namespace}${delimiter}`
  return tag.has('embed') ? (tag.get('prefix') ?? '') : ''
}

/** Returns the names that a field has in configuration files. */
export function keysOf(name: string, tag: ReadonlyMap<string, string>): readonly string[] {
  const tagged = ['mapstructure', 'yaml', 'json', 'toml', 'koanf', 'ini', 'hcl', 'config'].flatMap(
    (key) => tag.get(key)?.split(',')[0] ?? [],
  )
  return [...new Set([...tagged.filter((key) => key !== '' && key !== '-'), name])]
}

function optionsOf(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim())
}
