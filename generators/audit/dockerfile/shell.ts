import type { Line } from '../../dockerfile/blocks.ts'

/** A simple command of a shell script. */
export interface Command {
  readonly line: number
  /** Its words, without quotes. */
  readonly words: readonly string[]
  /**
   * What it, or an `export` before it, sets: name → value as written; for what is only exported under
   * some condition, the variable itself, `$NAME`.
   */
  readonly sets: ReadonlyMap<string, string>
}

type Token = { readonly kind: 'word' | 'end'; readonly text: string; readonly line: number }

/** Words of the shell after which a command starts. */
const leading: ReadonlySet<string> = new Set([
  'if',
  'then',
  'else',
  'elif',
  'do',
  'while',
  'until',
  '!',
  '{',
  '(',
  'time',
  'exec',
  'command',
])

/** The limit of exported variables, because each command carries them. */
const mostExported = 50

/**
 * Returns the commands of a shell script, in their order, as far as they can be told without running
 * it. Those in `$(…)` and in quotes are part of a word.
 */
export function commandsOf(lines: readonly Line[], escapeCharacter = '\\'): readonly Command[] {
  const commands: Command[] = []
  let exported: ReadonlyMap<string, string> = new Map()
  let words: Token[] = []
  let depth = 0
  let isChecked = false
  for (const token of [
    ...tokensOf(lines, escapeCharacter),
    { kind: 'end', text: '', line: 0 } as const,
  ]) {
    if (token.kind === 'word') {
      words.push(token)
      continue
    }
    const [first] = words
    if (first !== undefined) {
      const command = commandOf(words, exported)
      depth = Math.max(depth + deeper(words), 0)
      if (command.words[0] === 'export' || command.words.length === 0) {
        const own = [...command.sets, ...assigned(command.words.slice(1))]
        const isSure = depth === 0 && !isChecked
        const all = new Map(isSure ? own : own.map(([name, value]) => maybe(name, value, exported)))
        if (all.size <= mostExported) exported = all
      }
      if (command.words.length > 0) commands.push(command)
      const isTest = /^(?:\[\[?|test)$/.test(command.words[0] ?? '')
      isChecked = token.text === '||' || (token.text === '&&' && (isTest || isChecked))
    }
    words = []
  }
  return commands
}

/** Returns how much deeper in `if`, `case` and loops a script is after some words than before them. */
function deeper(words: readonly Token[]): number {
  const at = words.findIndex(({ text }) => !leading.has(text))
  const starts = at === -1 ? words : words.slice(0, at + 1)
  return starts
    .map(({ text }) =>
      /^(?:if|case|for|while|until|select)$/.test(text)
        ? 1
        : /^(?:fi|esac|done)$/.test(text)
          ? -1
          : 0,
    )
    .reduce<number>((sum, one) => sum + one, 0)
}

/** Returns a variable as it is after an assignment under some condition. */
function maybe(
  name: string,
  value: string,
  before: ReadonlyMap<string, string>,
): readonly [string, string] {
  return [name, before.get(name) === value ? value : `$${name}`]
}

function commandOf(tokens: readonly Token[], exported: ReadonlyMap<string, string>): Command {
  let rest = tokens
  while (leading.has(rest[0]?.text ?? '')) rest = rest.slice(1)
  const isSet = ({ text }: Token) => /^[A-Za-z_]\w*=/.test(text)
  if (rest[0]?.text === 'env') rest = rest.slice(1)
  const at = rest.findIndex((token) => !isSet(token))
  const own = at === -1 ? rest : rest.slice(0, at)
  const words = at === -1 ? [] : rest.slice(at).map(({ text }) => text)
  return {
    line: rest[0]?.line ?? tokens[0]?.line ?? 1,
    words,
    sets:
      own.length === 0
        ? exported
        : new Map([...exported, ...assigned(own.map(({ text }) => text))]),
  }
}

function assigned(words: readonly string[]): readonly (readonly [string, string])[] {
  return words.flatMap((word) => {
    const at = word.indexOf('=')
    return at > 0 ? [[word.slice(0, at), word.slice(at + 1)] as const] : []
  })
}

const piece =
  /\\[\s\S]?|'[^']*'?|"(?:\\[\s\S]|[^"\\])*"?|\$\([^()]*(?:\([^()]*\)[^()]*)*\)|`[^`]*`?|&&|\|\||[;|&()]|\n|[ \t\r]+|#|[^\\'"`$;|&()\s#]+|\$/g

/** Returns the tokens of a script. */
function tokensOf(lines: readonly Line[], escapeCharacter: string): readonly Token[] {
  // A line may end with a backtick instead, on Windows.
  const text = lines
    .map((line) =>
      line.text.endsWith(escapeCharacter) ? `${line.text.slice(0, -1)}\\` : line.text,
    )
    .join('\n')
  const tokens: Token[] = []
  let row = 0
  let word: string | undefined
  let start = 0
  let isComment = false
  const lineAt = (index: number) => lines[index]?.line ?? 1
  const flush = () => {
    if (word !== undefined) tokens.push({ kind: 'word', text: word, line: lineAt(start) })
    word = undefined
  }
  const add = (part: string) => {
    if (word === undefined) start = row
    word = (word ?? '') + part
  }
  for (const [part] of text.matchAll(piece)) {
    const newlines = part.split('\n').length - 1
    if (part === '\n') {
      isComment = false
      flush()
      tokens.push({ kind: 'end', text: part, line: lineAt(row) })
    } else if (isComment) {
      // Skipped to the end of the line.
    } else if (part === '\\\n') {
      flush()
    } else if (/^[ \t\r]+$/.test(part)) {
      flush()
    } else if (part === '#' && word === undefined) {
      isComment = true
    } else if (/^(?:&&|\|\||[;|&()])$/.test(part)) {
      flush()
      tokens.push({ kind: 'end', text: part, line: lineAt(row) })
    } else if (part.startsWith("'"))
      add(part.slice(1, part.endsWith("'") && part.length > 1 ? -1 : undefined))
    else if (part.startsWith('"')) {
      const inner = part.slice(1, part.endsWith('"') && part.length > 1 ? -1 : undefined)
      add(inner.replaceAll(/\\(["\\$`\n])/g, (_, one: string) => (one === '\n' ? '' : one)))
    } else if (part.startsWith('\\')) add(part.slice(1))
    else add(part)
    row += newlines
  }
  flush()
  return tokens
}
