import { longestValue } from '../dockerfile/variables.ts'

const reference =
  /\$\$|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+?])([^{}]{0,999}(?:\{[^{}]{0,99}\}[^{}]{0,99})*))?\})/g

/**
 * Returns a text with its variables replaced as Compose does it, by those of `.env` and the defaults
 * in the text; undefined if the value of one is only known where Compose runs, or if it gets too long.
 */
export function interpolate(
  text: string,
  variables: ReadonlyMap<string, string>,
  depth = 0,
): string | undefined {
  if (!text.includes('$')) return text
  let isKnown = true
  let length = 0
  const result = text.replaceAll(
    reference,
    (all, plain?: string, braced?: string, operator?: string, word = '') => {
      if (all === '$$') return '$'
      const value = variables.get(plain ?? braced ?? '')
      const inner = () => (depth > 4 ? undefined : interpolate(word, variables, depth + 1))
      const isEmpty = value === undefined || (operator?.startsWith(':') === true && value === '')
      const replaced =
        operator?.endsWith('-') && isEmpty
          ? inner()
          : operator?.endsWith('+')
            ? isEmpty
              ? ''
              : inner()
            : value
      length += replaced?.length ?? 0
      if (replaced === undefined || length > longestValue) isKnown = false
      return isKnown && replaced !== undefined ? replaced : ''
    },
  )
  return isKnown ? result : undefined
}
