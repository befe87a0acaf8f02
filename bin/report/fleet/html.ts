import { visible } from '../text.ts'

/** A piece of HTML in which every text is escaped. */
export interface Html {
  readonly markup: string
}

/** What a piece of HTML can contain. */
type Content = Html | string | number | readonly Content[]

/**
 * A tag for template literals: returns the markup of the literal, with each value escaped unless it
 * is HTML itself. Inside a tag, a value must be in double quotes.
 */
export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Html {
  const parts = literals.map((literal, index) => {
    const value = values[index]
    return value === undefined ? literal : literal + markupOf(value)
  })
  return { markup: parts.join('') }
}

function markupOf(content: Content): string {
  if (typeof content === 'string') return escaped(content)
  if (typeof content === 'number') return String(content)
  return 'markup' in content ? content.markup : content.map(markupOf).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Invisible characters become visible, so that no text can hide or turn around another one. */
function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
