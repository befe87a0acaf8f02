import { describe, expect, test } from 'vitest'
import { ask, type Scope, type Surroundings } from '../../../bin/ask/ask.ts'
import type {
  Asker,
  ChoiceQuestion,
  Reply,
  SeveralQuestion,
  TextQuestion,
} from '../../../bin/ask/asker.ts'
import { type Confirmed, confirm } from '../../../bin/ask/confirm.ts'
import type { Change, Decision, Existing, Plan } from '../../../generators/plan/change.ts'
import { decide } from '../../../generators/plan/decide.ts'
import type { Planned } from '../../../generators/plan-tree.ts'
import type { Draft } from '../../../generators/questions/answers.ts'
import type { DestinationFacts } from '../../../generators/questions/destination-facts.ts'
import type { GitFacts } from '../../../generators/questions/git-facts.ts'
import { options } from '../../../generators/questions/options.ts'
import type { Table } from '../../../generators/questions/table.ts'
import { treeFile } from '../../tree-file.ts'

const back = { kind: 'back' } as const
const cancel = { kind: 'cancel' } as const
type Move = typeof back | typeof cancel | string | undefined

/** A question as it was asked: its message, choices and initial value. */
interface Asked {
  readonly message: string
  readonly initial: unknown
  readonly titles: readonly string[]
  readonly unforeseen?: boolean
}

/**
 * A user with a list of answers: a title or a text, back, cancel, or undefined to accept the
 * initial value.
 */
class Person implements Asker {
  readonly asked: Asked[] = []
  readonly told: string[] = []
  readonly refused: string[] = []
  readonly moves: Move[]

  constructor(moves: readonly Move[]) {
    this.moves = [...moves]
  }

  async text({ message, initial, problem }: TextQuestion): Promise<Reply<string>> {
    this.asked.push({ message, initial, titles: [] })
    for (;;) {
      const move = this.next()
      if (typeof move === 'object') return move
      const value = move ?? initial ?? ''
      const reason = problem(value)
      if (reason === undefined) return { kind: 'value', value }
      this.refused.push(reason)
    }
  }

  async choice<T>({
    message,
    initial,
    items,
    unforeseen = false,
  }: ChoiceQuestion<T>): Promise<Reply<T>> {
    this.asked.push({ message, initial, titles: items.map(({ title }) => title), unforeseen })
    const move = this.next()
    if (typeof move === 'object') return move
    const item =
      move === undefined
        ? (items.find(({ value }) => value === initial) ?? items[0])
        : items.find(({ title }) => title === move)
    if (item === undefined) throw new Error(`${message} offers no ${move}`)
    return { kind: 'value', value: item.value }
  }

  /** Answers with titles, separated by commas. */
  async several<T>({ message, initial, items }: SeveralQuestion<T>): Promise<Reply<readonly T[]>> {
    this.asked.push({ message, initial, titles: items.map(({ title }) => title) })
    const move = this.next()
    if (typeof move === 'object') return move
    if (move === undefined) return { kind: 'value', value: initial }
    const chosen = items.filter(({ title }) => move.split(',').includes(title))
    return { kind: 'value', value: chosen.map(({ value }) => value) }
  }

  say(lines: readonly string[]): void {
    this.told.push(...lines)
  }

  screenful(lines: readonly string[]): number {
    return Math.min(2, lines.length)
  }

  private next(): Move {
    if (this.moves.length === 0) throw new Error(`unexpected: ${this.asked.at(-1)?.message}`)
    return this.moves.shift()
  }
}

const file = treeFile('ours\n')
const theirs: Existing = {
  kind: 'file',
  file: { mode: '100644', content: Buffer.from('theirs\n') },
}

interface Setting extends Partial<Scope> {
  readonly conflicts?: Readonly<Record<string, Existing>>
  readonly git?: GitFacts
  readonly table?: Table
  /** The lines of every difference. */
  readonly difference?: readonly string[]
  /** The facts about each directory. */
  readonly there?: Readonly<Record<string, DestinationFacts>>
}

function waysOf(path: string, { kind }: Existing): readonly Decision[] {
  if (kind === 'file') return ['keep', 'overwrite']
  return path === 'go.sum' ? [] : ['keep']
}

function of(plan: Plan): Planned {
  return {
    plan,
    warnings: [],
    destination: { recorded: {}, problems: [], names: new Set() },
    decide: (decisions) => of(decide(plan, decisions)),
  }
}

/** Returns the plan for one file and some conflicts. */
function planned(directory: string, conflicts: Readonly<Record<string, Existing>>): Planned {
  const changes = Object.entries(conflicts).map(([path, existing]): Change => {
    const ways = waysOf(path, existing)
    return { path, status: 'conflict', file, existing, ways }
  })
  const created: Change = { path: 'go.mod', status: 'create', file }
  return of({ directory, exists: true, changes: [created, ...changes] })
}

async function run(
  moves: readonly Move[],
  {
    conflicts = {},
    git = {},
    table = options,
    there = {},
    difference = ['difference'],
    ...scope
  }: Setting = {},
): Promise<{ readonly person: Person; readonly confirmed: Confirmed | undefined }> {
  const person = new Person(moves)
  const around: Surroundings = {
    place: { cwd: '/home/tess/work', platform: 'linux' },
    table,
    destinationFacts: (directory) => there[directory] ?? { problems: [] },
    gitFacts: async () => git,
    preview: async ({ directory }) => planned(directory, conflicts),
    summary: ({ request, planned }, asked) => [
      `name ${request.answers.name}, asked: ${[...asked].join(' ')}`,
      ...planned.plan.changes.map(({ path, status }) => `${status} ${path}`),
    ],
    difference: async ({ path }) => difference.map((line) => `${line} of ${path}`),
  }
  const confirmed = await ask(
    { draft: { answers: {} }, settle: true, confirm: true, ...scope },
    person,
    around,
  )
  expect(person.moves).toEqual([])
  return { person, confirmed }
}

const enter = undefined
const five = [enter, enter, enter, enter, enter]
const name = 'Name of the service and its images'
const messages = [
  'Directory (. is the current one)',
  'Module path',
  'HTTP framework',
  'Database',
  'Base image',
  'Write this?',
]

describe('forward', () => {
  test('five questions and a confirmation, in this order; the name is derived', async () => {
    const { person, confirmed } = await run([...five, 'yes'])
    expect(person.asked.map(({ message }) => message)).toEqual(messages)
    expect(confirmed?.request).toEqual({
      directory: 'my-service',
      answers: {
        name: 'my-service',
        module: 'my-service',
        framework: 'net/http',
        database: 'postgres',
        baseImage: 'distroless',
      },
    })
  })

  test('an answer affects the defaults that follow', async () => {
    const { person, confirmed } = await run(['shop/Cart.Service', ...five.slice(1), 'yes'], {
      git: { githubUser: 'tess' },
    })
    expect(person.asked[1]?.initial).toBe('github.com/tess/cart-service')
    expect(confirmed?.request).toMatchObject({
      directory: 'shop/Cart.Service',
      answers: { name: 'cart-service' },
    })
  })

  test('the name is the last element of the module path', async () => {
    const { confirmed } = await run([enter, 'github.com/acme/Cart/v2', ...five.slice(2), 'yes'])
    expect(confirmed?.request.answers.name).toBe('cart')
  })

  test("a name that can't be derived is asked for, after the module path", async () => {
    const { person, confirmed } = await run(['_', 'example.com/_', 'cart', ...five.slice(2), 'yes'])
    expect(person.asked[2]).toMatchObject({ message: name, initial: undefined })
    expect(person.told[0]).toBe(
      'name cart, asked: directory module name framework database baseImage',
    )
    expect(person.asked.at(-1)?.titles).toEqual(['yes', 'back', 'no'])
    expect(confirmed?.request.answers.name).toBe('cart')
  })

  test('a question whose flag was given is not asked', async () => {
    const module = 'github.com/acme/svc/v2'
    const draft: Draft = { directory: '.', answers: { module, database: 'redis' } }
    const { person, confirmed } = await run(['echo', 'alpine', 'yes'], { draft })
    expect(person.asked.map(({ message }) => message)).toEqual(
      [2, 4, 5].map((number) => messages[number]),
    )
    expect(confirmed?.request).toEqual({
      directory: '.',
      answers: {
        name: 'svc',
        module,
        framework: 'echo',
        database: 'redis',
        baseImage: 'alpine',
      },
    })
  })

  test('an invalid text is rejected with the reason, and asked for again', async () => {
    const { person, confirmed } = await run([
      '-svc',
      'con',
      'svc',
      'std/x',
      'svc',
      enter,
      enter,
      enter,
      'yes',
    ])
    expect(person.refused).toEqual([
      expect.stringMatching(/^Invalid directory: .*leading dash/),
      expect.stringMatching(/^Invalid directory: con is/),
      "Invalid module path: std belongs to Go's standard library",
    ])
    expect(confirmed?.request.answers).toMatchObject({ name: 'svc', module: 'svc' })
  })

  test('a directory that can not be written to is refused before the next question', async () => {
    const there = { file: { problems: [{ what: 'it is not a directory' }] } }
    const { person } = await run(['file', 'svc', cancel], { there })
    expect(person.refused).toEqual(['it is not a directory'])
    expect(person.asked.map(({ message }) => message)).toEqual(messages.slice(0, 2))
  })

  test('the plan is shown before the confirmation', async () => {
    const { person } = await run([...five, 'yes'])
    expect(person.told).toContain('create go.mod')
  })

  test('a dry run asks for no confirmation', async () => {
    const { confirmed } = await run(five, { confirm: false })
    expect(confirmed?.planned.plan.changes).toHaveLength(1)
  })
})

describe('cancelling works at every question, with nothing confirmed', () => {
  test.each(messages.map((message, number) => [message, number] as const))(
    '%s',
    async (message, number) => {
      const { person, confirmed } = await run([...five.slice(0, number), cancel])
      expect(person.asked.at(-1)?.message).toBe(message)
      expect(confirmed).toBeUndefined()
    },
  )

  test('a no to the plan', async () => {
    expect((await run([...five, 'no'])).confirmed).toBeUndefined()
  })
})

describe('rename', () => {
  test('asks for another name, and shows the plan with it', async () => {
    const { person, confirmed } = await run([...five, 'rename', 'cart', 'yes'])
    expect(person.asked.at(-2)).toMatchObject({ message: name, initial: 'my-service' })
    expect(person.told.filter((line) => line.startsWith('name'))).toEqual([
      'name my-service, asked: directory module framework database baseImage',
      'name cart, asked: directory module framework database baseImage',
    ])
    expect(confirmed?.request.answers).toMatchObject({ name: 'cart', module: 'my-service' })
  })

  test('keeps the new name when the user goes back and forth', async () => {
    const moves = [...five, 'rename', 'cart', back, enter, 'rename', enter, 'yes']
    const { person, confirmed } = await run(moves)
    expect(person.asked.at(-2)?.initial).toBe('cart')
    expect(confirmed?.request.answers.name).toBe('cart')
  })

  test('back leaves the name as it was, and cancel ends the run', async () => {
    const { confirmed } = await run([...five, 'rename', back, 'yes'])
    expect(confirmed?.request.answers.name).toBe('my-service')
    expect((await run([...five, 'rename', cancel])).confirmed).toBeUndefined()
  })

  test('refuses a bad name with the reason', async () => {
    const { person } = await run([...five, 'rename', 'My Service', 'cart', 'yes'])
    expect(person.refused).toEqual(['Invalid name: only a-z, 0-9 and dashes are allowed'])
  })

  test('is not offered with --name', async () => {
    const { person } = await run([...five, 'yes'], { draft: { answers: { name: 'cart' } } })
    expect(person.asked.at(-1)?.titles).toEqual(['yes', 'back', 'no'])
  })
})

describe('back', () => {
  test('on the first question cancels', async () => {
    expect((await run([back])).confirmed).toBeUndefined()
  })

  test('on the first question that is still open cancels', async () => {
    const draft: Draft = { directory: 'svc', answers: { name: 'svc' } }
    expect((await run([back], { draft })).confirmed).toBeUndefined()
  })

  test.each(messages.slice(1).map((message, number) => [message, number] as const))(
    'at %s asks the previous question',
    async (_message, number) => {
      const { person } = await run([...five.slice(0, number + 1), back, cancel])
      expect(person.asked.at(-1)?.message).toBe(messages[number])
    },
  )

  test('is also a choice, with the same effect as Esc', async () => {
    const { person } = await run([...five, 'back', cancel])
    expect(person.asked.at(-1)?.message).toBe('Base image')
  })

  test('to the start keeps what was typed and chosen', async () => {
    const typed = ['a', 'c', 'echo', 'redis', 'alpine']
    const { person, confirmed } = await run([...typed, ...Array(5).fill(back), ...five, 'yes'])
    const again = person.asked.slice(-6, -1)
    expect(again.map(({ initial }) => initial)).toEqual(typed)
    expect(confirmed?.request).toEqual({
      directory: 'a',
      answers: {
        name: 'c',
        module: 'c',
        framework: 'echo',
        database: 'redis',
        baseImage: 'alpine',
      },
    })
  })

  test('to another directory changes defaults that were only accepted', async () => {
    const { confirmed } = await run(['a', enter, back, back, 'b', ...five.slice(1), 'yes'])
    expect(confirmed?.request).toMatchObject({
      directory: 'b',
      answers: { name: 'b', module: 'b' },
    })
  })
})

describe('in a directory with a record', () => {
  const recorded = {
    name: 'cart',
    module: 'github.com/acme/cart',
    framework: 'echo',
    database: 'redis',
    baseImage: 'alpine',
  }
  const there = { svc: { recorded, problems: [] } }
  const draft: Draft = { directory: 'svc', answers: {} }

  test('recorded answers are not asked for, and only the plan is shown', async () => {
    const { person, confirmed } = await run(['yes'], { there, draft })
    expect(person.asked.map(({ message }) => message)).toEqual(['Write this?'])
    expect(confirmed?.request).toEqual({ directory: 'svc', answers: recorded })
  })

  test('a plan without changes needs no confirmation', async () => {
    const person = new Person([])
    const plan: Plan = {
      directory: '/svc',
      exists: true,
      changes: [{ path: 'go.mod', status: 'identical', file, existing: { kind: 'file', file } }],
    }
    const confirmed = { request: { directory: 'svc', answers: recorded }, planned: of(plan) }
    const ways = { back: true, rename: false }
    const before = { settle: true, confirm: true, ways, asked: new Set<string>() }
    const shown = { summary: () => [], difference: async () => [] }
    expect(await confirm(confirmed, before, person, shown)).toEqual({
      kind: 'value',
      value: confirmed,
    })
  })

  test('not even if the directory is asked for', async () => {
    const { person, confirmed } = await run(['svc', 'yes'], { there })
    expect(person.asked.map(({ message }) => message)).toEqual([
      'Directory (. is the current one)',
      'Write this?',
    ])
    expect(confirmed?.request.answers).toEqual(recorded)
  })

  test('a flag with another value is rejected with the directory, before any other question', async () => {
    const other: Draft = { answers: { framework: 'net/http', database: 'postgres' } }
    const { person } = await run(['svc', 'else', cancel], { there, draft: other })
    expect(person.refused).toEqual([
      'cart was created with --framework echo, but --framework net/http was given; with --database redis, but --database postgres was given',
    ])
  })

  test('the module path in a go.mod is suggested, and determines the name', async () => {
    const goMod = { svc: { goModule: 'example.com/x/cart', problems: [] } }
    const { person, confirmed } = await run([...five.slice(1), 'yes'], { there: goMod, draft })
    expect(person.asked[0]?.initial).toBe('example.com/x/cart')
    expect(confirmed?.request.answers.name).toBe('cart')
  })
})

describe('a table with other kinds of rows', () => {
  const table: Table = {
    features: {
      kind: 'several',
      flag: 'features',
      question: 'Features',
      default: ['b'],
      choices: ['a', 'b', 'c'].map((value) => ({ value, hint: value, variable: value })),
    },
    owner: {
      kind: 'text',
      flag: 'owner',
      question: 'Owner',
      default: 'none',
      pattern: '[a-z]+',
      explanation: 'only a-z are allowed',
      placeholder: 'TEAM',
      hint: 'a team',
    },
  }
  const draft: Draft = { directory: 'd', answers: { name: 'n', module: 'm' } }

  test('asks for several choices and for a text', async () => {
    const { person, confirmed } = await run(['c,a', 'A1', 'team', 'yes'], { table, draft })
    expect(person.asked.slice(0, 2)).toEqual([
      { message: 'Features', initial: ['b'], titles: ['a', 'b', 'c'] },
      { message: 'Owner (a team)', initial: 'none', titles: [] },
    ])
    expect(person.refused).toEqual(['Invalid answer: only a-z are allowed'])
    expect(confirmed?.request.answers).toMatchObject({ features: ['a', 'c'], owner: 'team' })
  })

  test('starts with the earlier choice when the user goes back', async () => {
    const { person } = await run(['a', back, enter, cancel], { table, draft })
    expect(person.asked.map(({ initial }) => initial)).toEqual([['b'], 'none', ['a'], 'none'])
  })
})

test('with all flags given, only the plan has to be confirmed, and there is no way back', async () => {
  const answers = { name: 'svc', module: 'svc', framework: 'echo', database: 'redis' } as const
  const draft: Draft = { directory: 'svc', answers: { ...answers, baseImage: 'scratch' } }
  const { person, confirmed } = await run(['yes'], { draft })
  expect(person.asked.map(({ titles }) => titles)).toEqual([['yes', 'no']])
  expect(confirmed).toBeDefined()
})

describe('conflicts', () => {
  const two = { LICENSE: theirs, 'README.md': theirs }
  const statuses = (confirmed: Confirmed | undefined): readonly string[] | undefined =>
    confirmed?.planned.plan.changes.slice(1).map(({ status }) => status)

  test('each one is asked about, and the plan shows its decision', async () => {
    const { person, confirmed } = await run([...five, 'keep', 'overwrite', 'yes'], {
      conflicts: two,
    })
    expect(statuses(confirmed)).toEqual(['keep', 'update'])
    expect(person.told.slice(-2)).toEqual(['keep LICENSE', 'update README.md'])
  })

  test('only these questions are marked as unforeseen', async () => {
    const { person } = await run([...five, 'keep', 'keep', 'yes'], { conflicts: two })
    const unforeseen = person.asked.filter((asked) => asked.unforeseen)
    expect(unforeseen).toEqual(person.asked.slice(5, 7))
  })

  test.each([
    ['keep all', 'keep'],
    ['overwrite all', 'update'],
  ])('%s decides all the following ones', async (title, status) => {
    const { confirmed } = await run([...five, title, 'yes'], { conflicts: two })
    expect(statuses(confirmed)).toEqual([status, status])
  })

  test('the difference is shown, and the same question is asked again', async () => {
    const { person, confirmed } = await run([...five, 'show', 'keep', 'keep', 'yes'], {
      conflicts: two,
    })
    expect(person.told).toContain('difference of LICENSE')
    expect(statuses(confirmed)).toEqual(['keep', 'keep'])
  })

  test('a long difference is shown a screen at a time, and Enter shows the next', async () => {
    const moves = [...five, 'show', enter, enter, 'keep all', 'yes']
    const difference = ['one', 'two', 'three', 'four', 'five']
    const { person } = await run(moves, { conflicts: two, difference })
    const shown = difference.map((line) => `${line} of LICENSE`)
    expect(person.told.filter((line) => line.includes(' of '))).toEqual(shown)
    expect(person.asked.slice(5, 9).map(({ initial }) => initial)).toEqual([
      undefined,
      'show',
      'show',
      undefined,
    ])
  })

  test('back goes to the previous conflict, and undoes its decision', async () => {
    const { confirmed } = await run([...five, 'keep', back, 'overwrite', 'keep', 'yes'], {
      conflicts: two,
    })
    expect(statuses(confirmed)).toEqual(['update', 'keep'])
  })

  test('back from the first goes to the last question', async () => {
    const { person } = await run([...five, back, cancel], { conflicts: two })
    expect(person.asked.at(-1)?.message).toBe('Base image')
  })

  test('cancel ends it', async () => {
    expect((await run([...five, 'keep', cancel], { conflicts: two })).confirmed).toBeUndefined()
  })

  test.each([
    ['a directory', { kind: 'directory' }],
    ['a symbolic link', { kind: 'symlink' }],
    ['a special file', { kind: 'other' }],
  ] as const)('%s is named, and can only be kept', async (thing, existing) => {
    const conflicts = { Makefile: existing, 'README.md': theirs }
    const { person, confirmed } = await run([...five, 'keep', 'overwrite', 'yes'], { conflicts })
    const asked = person.asked[5]
    expect(asked?.message).toContain(thing)
    expect(asked?.titles).toEqual(['keep', 'keep all'])
    expect(statuses(confirmed)).toEqual(['keep', 'update'])
  })

  test("overwrite all still asks about what can't be overwritten", async () => {
    const conflicts = { LICENSE: theirs, Makefile: { kind: 'directory' } } as const
    const { confirmed } = await run([...five, 'overwrite all', 'keep', 'yes'], { conflicts })
    expect(statuses(confirmed)).toEqual(['update', 'keep'])
  })

  test("none is asked about if one of them can't be resolved, and then the plan needs no confirmation", async () => {
    const conflicts = { 'README.md': theirs, 'go.sum': { kind: 'symlink' } } as const
    const { confirmed } = await run(five, { conflicts })
    expect(statuses(confirmed)).toEqual(['conflict', 'conflict'])
  })

  test('with --on-conflict none is asked about, and an undecided plan needs no confirmation', async () => {
    const { confirmed } = await run(five, { conflicts: two, settle: false })
    expect(statuses(confirmed)).toEqual(['conflict', 'conflict'])
  })
})
