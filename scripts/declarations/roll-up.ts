import { posix } from 'node:path'

/** The declaration files that TypeScript wrote: path → text. */
export type Declarations = ReadonlyMap<string, string>

/** A name in a file. */
interface Name {
  readonly file: string
  readonly name: string
}

/** One file's declarations, and where its other names come from. */
interface Module {
  /** Name → its declarations, with their comments. */
  readonly own: ReadonlyMap<string, string>
  /** Name → the file that it is imported or exported from. */
  readonly from: ReadonlyMap<string, string>
}

/**
 * Returns one declaration file for everything that a file exports, and only what that needs. It
 * understands what TypeScript writes for the code of this repository, and nothing else.
 * @throws Error when a name is renamed, unknown, or has two meanings
 */
export function rollUp(declarations: Declarations, entry: string): string {
  const modules = new Map<string, Module>()
  const exported = [...moduleAt(entry).from.keys()]
  const found = new Map<string, { readonly file: string; readonly text: string }>()
  const open = exported.map((name): Name => ({ file: entry, name }))
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { file, text } = declarationOf(next)
    const { name } = next
    const other = found.get(name)
    if (other !== undefined && other.file !== file) {
      throw new Error(`${name} has two meanings: in ${file} and in ${other.file}`)
    }
    if (other !== undefined) continue
    found.set(name, { file, text })
    open.push(...usedIn(text, file).filter((used) => used.name !== name))
  }
  const shown = [...found].map(([name, { text }]) =>
    (exported.includes(name) ? text : text.replace(/^export /gm, '')).trimEnd(),
  )
  return `${[...shown, 'export {};'].join('\n')}\n`

  function moduleAt(path: string): Module {
    const module = modules.get(path) ?? moduleOf(path, declarations.get(path) ?? '')
    modules.set(path, module)
    return module
  }

  function declarationOf({ file, name }: Name): { readonly file: string; readonly text: string } {
    const { own, from: origins } = moduleAt(file)
    const text = own.get(name)
    if (text !== undefined) return { file, text }
    const from = origins.get(name)
    if (from === undefined) throw new Error(`cannot find ${name} in ${file}`)
    return declarationOf({ file: from, name })
  }

  function usedIn(text: string, file: string): readonly Name[] {
    const { own, from } = moduleAt(file)
    const words = new Set(withoutComments(text).match(/\w+/g))
    return [...words]
      .filter((word) => own.has(word) || from.has(word))
      .map((name) => ({ file, name }))
  }
}

/** A declaration begins in the first column, after its comment; its own lines are indented. */
function moduleOf(path: string, text: string): Module {
  const parts = text.split(/^(?=\/\*\*|import\b|export\b|declare\b|interface\b|type\b)/m)
  const own = new Map<string, string>()
  const from = new Map<string, string>()
  let comment = ''
  for (const part of parts) {
    const [, names = '', file] =
      /^(?:import|export) (?:type )?\{([^}]*)\} from '([^']+)'/.exec(part) ?? []
    const [, name] =
      /^(?:export )?(?:declare )?(?:function|const|class|interface|type) (\w+)/.exec(part) ?? []
    if (file !== undefined) {
      for (const one of namesIn(names, path)) from.set(one, besides(path, file))
    } else if (name !== undefined) {
      own.set(name, `${own.get(name) ?? ''}${comment}${part}`)
    } else if (/^(import|export|declare)\b/.test(part) && !part.startsWith('export {}')) {
      throw new Error(`cannot read ${path}: ${part.split('\n')[0]}`)
    }
    comment = part.startsWith('/**') ? part : ''
  }
  return { own, from }
}

function namesIn(list: string, path: string): readonly string[] {
  const names = list.split(',').map((name) => name.trim().replace(/^type /, ''))
  const odd = names.find((name) => /\W/.test(name))
  if (odd !== undefined) throw new Error(`cannot read ${path}: ${odd}`)
  return names.filter((name) => name !== '')
}

/** Returns the declaration file of an import; a library's name stays as it is. */
function besides(path: string, file: string): string {
  if (!file.startsWith('.')) return file
  return posix.join(posix.dirname(path), file.replace(/\.ts$/, '.d.ts'))
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '')
}
