/** What is known about a file; only what both sides know is compared. */
export interface Known {
  readonly content?: Uint8Array
  readonly mode?: string
  readonly owner?: string
  readonly layer?: string
  readonly sha256?: string
}

/** One of the two things that are compared. */
export interface Side {
  /** What it is called in messages, such as `the tree`. */
  readonly name: string
  /** Path → what is known. */
  readonly files: ReadonlyMap<string, Known>
}

/** A difference between two sides, as text for a person. */
export interface Difference {
  readonly path: string
  readonly message: string
}

/** Returns every difference between two sides, sorted by path. */
export function differences(a: Side, b: Side): readonly Difference[] {
  const paths = [...new Set([...a.files.keys(), ...b.files.keys()])].sort()
  return paths.flatMap((path) =>
    messagesAt(path, a, b).map((message) => ({ path, message: `${path} ${message}` })),
  )
}

function messagesAt(path: string, a: Side, b: Side): readonly string[] {
  const [here, there] = [a.files.get(path), b.files.get(path)]
  if (here === undefined) return [`is only in ${b.name}`]
  if (there === undefined) return [`is only in ${a.name}`]
  const content = contentMessage(here, there, a, b)
  const facts = (['mode', 'owner', 'layer'] as const).flatMap((fact) => {
    const [one, other] = [here[fact], there[fact]]
    if (one === undefined || other === undefined || one === other) return []
    return [`has the ${fact} ${one} in ${a.name}, and ${other} in ${b.name}`]
  })
  return content === undefined ? facts : [content, ...facts]
}

function contentMessage(here: Known, there: Known, a: Side, b: Side): string | undefined {
  if (here.content !== undefined && there.content !== undefined) {
    if (Buffer.compare(here.content, there.content) === 0) return undefined
    return contrast([here.content, a.name], [there.content, b.name])
  }
  if (here.sha256 === undefined || there.sha256 === undefined) return undefined
  return here.sha256 === there.sha256 ? undefined : 'has another digest'
}

type Named = readonly [content: Uint8Array, name: string]

/** Returns where two contents first differ: the line if both are text, otherwise the byte. */
function contrast([one, a]: Named, [other, b]: Named): string {
  if (!isText(one) || !isText(other)) return `differs from byte ${firstDifference(one, other)} on`
  const [here, there] = [linesOf(one), linesOf(other)]
  const line = firstDifference(here, there)
  return `differs in line ${line + 1}: ${told(here[line])} in ${a}, and ${told(there[line])} in ${b}`
}

/** Returns the first index at which two lists differ. */
function firstDifference(a: ArrayLike<unknown>, b: ArrayLike<unknown>): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  return at
}

function isText(content: Uint8Array): boolean {
  return Buffer.from(Buffer.from(content).toString()).equals(content)
}

function linesOf(content: Uint8Array): readonly string[] {
  return Buffer.from(content).toString().split('\n')
}

function told(line: string | undefined): string {
  return line === undefined ? 'the end of the file' : JSON.stringify(line)
}
