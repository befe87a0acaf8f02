/**
 * Returns a README with its relative links and images pointing to a tag of the repository, because
 * npm's page doesn't have the repository's files.
 */
export function absoluteLinks(readme: string, repository: string, tag: string): string {
  const pages = `https://github.com/${repository}/blob/${tag}/`
  const raw = `https://raw.githubusercontent.com/${repository}/${tag}/`
  return readme.replaceAll(
    /(!?)\[([^\]]*)\]\((?![a-z]+:|#)(?:\.\/)?([^)]*)\)/g,
    (_, picture: string, text: string, path: string) =>
      `${picture}[${text}](${picture === '' ? pages : raw}${path})`,
  )
}
