/** What came of a question: a value, Esc, or Ctrl-C. */
export type Reply<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'back' }
  | { readonly kind: 'cancel' }

/** A question that is answered with a line of text. */
export interface TextQuestion {
  readonly message: string
  readonly initial?: string
  /** Returns why a text is no answer; nothing when it is one. */
  readonly problem: (text: string) => string | undefined
}

/** One line of a choice. */
export interface Item<T> {
  readonly value: T
  readonly title: string
  readonly hint?: string
  /** A key that answers with it at once. */
  readonly letter?: string
}

/** A question that is answered by choosing. */
export interface ChoiceQuestion<T> {
  readonly message: string
  readonly items: readonly Item<T>[]
  readonly initial?: T
  /** Whether keys that were typed before it was seen are no answer to it. */
  readonly unforeseen?: boolean
}

/** A question that is answered by choosing any number of items. */
export interface SeveralQuestion<T> {
  readonly message: string
  readonly items: readonly Item<T>[]
  readonly initial: readonly T[]
}

/** Who is asked: a person at a terminal, or a test. */
export interface Asker {
  text(question: TextQuestion): Promise<Reply<string>>
  choice<T>(question: ChoiceQuestion<T>): Promise<Reply<T>>
  /** Returns what was chosen, in the order of the items. */
  several<T>(question: SeveralQuestion<T>): Promise<Reply<readonly T[]>>
  say(lines: readonly string[]): void
  /** Returns how many of the lines, from the first, fit on the screen above a question. */
  screenful(lines: readonly string[]): number
}

/** An asker that gives the terminal back when it is closed. */
export interface ClosingAsker extends Asker {
  close(): void
}
