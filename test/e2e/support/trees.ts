import { combinations } from '../../../generators/options.ts'
import { identities, titleOf, treeOf } from '../../matrix/trees.ts'

/** The identity that most tests use. One module path for all keeps the build cache warm over the combinations. */
export const identity = identities[2]

/** Every combination with its title and its tree. */
export const cells = combinations().map((combination) => ({
  ...combination,
  title: titleOf(combination),
  tree: treeOf({ ...combination, ...identity }),
}))

/** Returns the cell of a title. @throws Error when there is none */
export function cellOf(title: string): (typeof cells)[number] {
  const cell = cells.find((cell) => cell.title === title)
  if (cell === undefined) throw new Error(`no combination ${title}`)
  return cell
}

/** The cells whose Go files differ: the matrix asserts that no Go file depends on the base image. */
export const goCells = cells.filter(({ baseImage }) => baseImage === 'distroless')
