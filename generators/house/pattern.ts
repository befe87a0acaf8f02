import { isSafePattern } from 'redos-detector'

/** The maximum length of a pattern, which bounds the time to judge it. */
export const patternLength = 200

/**
 * What the judge may spend on a pattern. These are counts and not times, so that a pattern is
 * accepted on every computer or on none.
 */
const limits = { maxScore: 10, maxSteps: 1000, timeout: Number.POSITIVE_INFINITY }

/** Why a pattern is refused, and what to do. */
interface Refused {
  readonly why: string
  readonly fix: string
}

/**
 * Returns why a pattern must not be tried on what a user types: it is not a regular expression, or
 * some text could match it in so many ways that trying them takes very long.
 */
export function patternProblem(pattern: string): Refused | undefined {
  if (pattern.length > patternLength) {
    return { why: `it is longer than ${patternLength} characters`, fix: 'Use a shorter pattern.' }
  }
  const whole = `^(?:${pattern})$`
  // Alone as well, or a pattern such as "a)|(b" would be valid only inside the parentheses.
  if (!isRegExp(pattern) || !isRegExp(whole)) {
    return {
      why: 'it is not a regular expression',
      fix: 'Use the syntax of JavaScript with the u flag.',
    }
  }
  return isSafe(whole)
    ? undefined
    : {
        why: 'some texts could match it in many ways, and trying them all could take very long',
        fix: 'Let the parts after each repetition begin with characters that the repetition cannot match, as in [a-z]+(-[a-z]+)*, and use neither named groups nor back references.',
      }
}

function isRegExp(pattern: string): boolean {
  try {
    // Some are only compiled, and found to be too large, when they are first used.
    new RegExp(pattern, 'u').test('')
    return true
  } catch {
    return false
  }
}

function isSafe(pattern: string): boolean {
  try {
    return isSafePattern(pattern, { ...limits, unicode: true }).safe
  } catch {
    // It uses syntax that can't be judged.
    return false
  }
}
