import type { UserFiles } from './user-files.ts'

/** What is known before an update, to edit by. */
export interface Before {
  /** The files of the template, without those that only the tool may change. */
  readonly owned: readonly string[]
  /** The texts of the template with room for the user's lines, whoever owns them. */
  readonly roomy: readonly string[]
  /** The paths that the update adds. */
  readonly added: readonly string[]
}

/** What a user does to a repository before an update. */
export interface Edit {
  /** The rest of a sentence about the user. */
  readonly title: string
  readonly act: (files: UserFiles, before: Before) => void
}

/** The prefix of every line that a user adds. */
export const ownLine = '// mine: '

/** Every way in which a conformance test edits a repository. */
export const edits: readonly Edit[] = [
  { title: 'edits nothing', act: () => {} },
  { title: 'adds a first line to every file', act: eachText((own, text) => own + text) },
  { title: 'adds a last line to every file', act: eachText((own, text) => text + own) },
  {
    title: 'adds a line in the middle of every file',
    act: eachText((own, text) => {
      const lines = linesOf(text)
      return lines.toSpliced(lines.length >> 1, 0, own).join('')
    }),
  },
  {
    title: 'changes every second line of every file',
    act: eachText((own, text) =>
      linesOf(text)
        .map((line, n) => (n % 2 === 0 ? line : own.replace('\n', ` ${n}\n`)))
        .join('')
        .concat(own),
    ),
  },
  {
    title: 'adds a line in a room of every file that has one',
    act: (files, { roomy }) => {
      for (const path of roomy) {
        const own = `${ownLine}${path}\n`
        files.write(path, files.read(path).replace(/^.*# BEGIN local\n/m, `$&${own}`))
      }
    },
  },
  { title: 'replaces the content of every file', act: eachText((own) => own) },
  {
    title: 'writes every file with CRLF, and adds a line',
    act: eachText((own, text) => (text + own).replaceAll('\n', '\r\n')),
  },
  {
    // If all were, that would look like a file system without modes.
    title: 'makes every second file executable',
    act: (files, { owned }) => {
      for (const path of owned.filter((_, n) => n % 2 === 1)) files.chmod(path, '100755')
    },
  },
  {
    title: 'replaces every file by a binary one',
    act: (files, { owned }) => {
      for (const path of owned) files.write(path, binaryOf(path))
    },
  },
  {
    title: 'deletes every file',
    act: (files, { owned }) => {
      for (const path of owned) files.remove(path)
    },
  },
  {
    title: 'moves every file and adds a line to it',
    act: (files, before) => {
      eachText((own, text) => text + own)(files, before)
      for (const path of before.owned) files.rename(path, `moved/${path}`)
    },
  },
  {
    title: 'adds a file next to every other',
    act: (files, { owned }) => {
      for (const path of owned) files.write(`${path}.mine`, `${ownLine}${path}\n`)
    },
  },
  {
    title: 'adds the files that the update adds, with another content',
    act: (files, { added }) => {
      for (const path of added) files.write(path, `${ownLine}${path}\n`)
    },
  },
]

/** Returns bytes that are no text. */
function binaryOf(path: string): Uint8Array {
  return Buffer.concat([Uint8Array.of(0xff, 0), Buffer.from(`${ownLine}${path}`)])
}

/** Returns an act that changes every text, given a line of its own for each file. */
function eachText(change: (own: string, text: string) => string): Edit['act'] {
  return (files, { owned }) => {
    for (const path of owned) {
      if (!files.bytes(path).includes(0)) {
        files.write(path, change(`${ownLine}${path}\n`, files.read(path)))
      }
    }
  }
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}
