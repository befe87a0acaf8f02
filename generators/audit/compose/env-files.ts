import { below } from '../repository.ts'
import { interpolate } from './interpolate.ts'
import { at, itemsOf, type Located, textOf } from './located.ts'
import type { Project, Service } from './project.ts'

/** A file of variables that a service names in `env_file`. */
export interface EnvFile {
  /** From the top of the repository. */
  readonly path: string
  /** As written, variables replaced. */
  readonly written: string
  readonly at: Located
  /** Whether Compose refuses to start without it. */
  readonly isRequired: boolean
}

/** Returns the files of a service's `env_file`, in each of its forms, as far as their paths are known. */
export function envFilesOf(
  { node }: Service,
  { folderOf, variables }: Project,
): readonly EnvFile[] {
  const setting = at(node, 'env_file')
  return [setting, ...itemsOf(setting)].flatMap((one): readonly EnvFile[] => {
    const text = interpolate(textOf(at(one, 'path') ?? one) ?? '', variables)
    if (one === undefined || text === undefined || text === '') return []
    const path = below(folderOf(one), text)
    const isRequired = textOf(at(one, 'required')) !== 'false'
    return path === undefined ? [] : [{ path, written: text, at: one, isRequired }]
  })
}
