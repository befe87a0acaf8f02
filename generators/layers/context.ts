import { type Answers, choicesOf, chosen, optionNames } from '../questions/options.ts'
import { versions } from './versions.ts'

/** The flat record that templates see: strings to print, booleans to branch on. */
export type Context = Readonly<Record<string, string | boolean>>

/** The port that the generated service listens on inside its container. */
export const port = '8080'

/** Returns the context of one repository: every key is there for all answers, so that strict templates can't miss one. */
export function contextOf(answers: Answers, generatorVersion: string): Context {
  const booleans = optionNames.flatMap((name) =>
    choicesOf(name).map(({ variable }): [string, boolean] => [
      variable,
      chosen(name, answers).variable === variable,
    ]),
  )
  return {
    ...versions,
    name: answers.name,
    module: answers.module,
    port,
    ci: true,
    generatorVersion,
    ...Object.fromEntries(optionNames.map((name) => [name, answers[name]])),
    ...Object.fromEntries(booleans),
  }
}
