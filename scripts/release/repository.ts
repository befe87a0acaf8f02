import { isObject } from '../../generators/json.ts'

/** The fields of package.json that name the repository. They are empty until the first release. */
export interface RepositoryFields {
  readonly homepage: string
  readonly bugs: { readonly url: string }
  readonly repository: { readonly type: 'git'; readonly url: string }
}

/** Returns the fields for a repository on GitHub. @throws Error when it isn't OWNER/NAME */
export function repositoryFields(repository: string): RepositoryFields {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new Error(`${repository} is not a repository: use OWNER/NAME`)
  }
  const url = `https://github.com/${repository}`
  return {
    homepage: `${url}#readme`,
    bugs: { url: `${url}/issues` },
    repository: { type: 'git', url: `git+${url}.git` },
  }
}

/** Returns the OWNER/NAME from the field `repository`, if it is on GitHub. */
export function repositoryIn(manifest: unknown): string | undefined {
  const repository = isObject(manifest) ? manifest.repository : undefined
  const url = isObject(repository) && typeof repository.url === 'string' ? repository.url : ''
  return /^git\+https:\/\/github\.com\/([\w.-]+\/[\w.-]+)\.git$/.exec(url)?.[1]
}
