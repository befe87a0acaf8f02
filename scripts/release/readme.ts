/**
 * Returns a README whose relative links lead to a tag of the repository, and whose pictures come from there: npm's page
 * knows no file of the repository.
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
