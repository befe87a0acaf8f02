import type { Examples } from '../../generators/audit/rule.ts'

/** Returns the examples of a rule, which stand beside it and are not in the package. */
export async function examplesOf(id: string): Promise<Examples> {
  const { examples }: { examples: Examples } = await import(`../../generators/audit/rules/${id}.ts`)
  return examples
}
