/** The result of a question: a value, Esc, or Ctrl-C. */
export type Reply<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'back' }
  | { readonly kind: 'cancel' }

/** A question that is answered with a line of text. */
export interface TextQuestion {
  readonly message: string
  readonly initial?: string
  /** Returns why a text is not a valid answer; undefined if it is valid. */
  readonly problem: (text: string) => string | undefined
}

/** One line of a choice. */
export interface Item<T> {
  readonly value: T
  readonly title: string
  readonly hint?: string
  /** A key that chooses this item at once. */
  readonly letter?: string
}

/** A question with a choice of items. */
export interface ChoiceQuestion<T> {
  readonly message: string
  readonly items: readonly Item<T>[]
  readonly initial?: T
  /** Whether to ignore keys that were typed before the question was visible. */
  readonly unforeseen?: boolean
}

/** A question with a choice of any number of items. */
export interface SeveralQuestion<T> {
  readonly message: string
  readonly items: readonly Item<T>[]
  readonly initial: readonly T[]
}

/** Asks a user at a terminal, or a test. */
export interface Asker {
  text(question: TextQuestion): Promise<Reply<string>>
  choice<T>(question: ChoiceQuestion<T>): Promise<Reply<T>>
  /** Returns what was chosen, in the order of the items. */
  several<T>(question: SeveralQuestion<T>): Promise<Reply<readonly T[]>>
  say(lines: readonly string[]): void
  /** Returns how many of the lines fit on the screen above a question. */
  screenful(lines: readonly string[]): number
}

/** An asker that restores the terminal when it is closed. */
export interface ClosingAsker extends Asker {
  close(): void
}
