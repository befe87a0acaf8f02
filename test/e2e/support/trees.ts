import { cells } from '../../matrix/trees.ts'

export { cells, identity } from '../../matrix/trees.ts'

/** Returns the cell of a title. @throws Error when there is none */
export function cellOf(title: string): (typeof cells)[number] {
  const cell = cells.find((cell) => cell.title === title)
  if (cell === undefined) throw new Error(`no combination ${title}`)
  return cell
}

/** The cells whose Go files differ: the matrix asserts that no Go file depends on the base image. */
export const goCells = cells.filter(({ baseImage }) => baseImage === 'distroless')
