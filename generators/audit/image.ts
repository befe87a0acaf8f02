/** A reference to an image, in its parts. */
export interface Image {
  /** The name without tag and digest, as written. */
  readonly name: string
  /** The same in the short form of the official images: without `docker.io/library/` or `arm64v8/`. */
  readonly short: string
  readonly tag: string | undefined
  readonly digest: string | undefined
}

/** Returns the parts of a reference to an image. */
export function parseImage(reference: string): Image {
  const [whole = '', digest] = reference.split('@')
  const colon = whole.lastIndexOf(':')
  const isTag = colon > whole.lastIndexOf('/')
  const name = isTag ? whole.slice(0, colon) : whole
  const short = name.replace(
    /^(?:(?:index\.)?docker\.io\/|registry-1\.docker\.io\/|mirror\.gcr\.io\/|public\.ecr\.aws\/docker\/)?(?:(?:library|amd64|arm32v[567]|arm64v8|i386|mips64le|ppc64le|riscv64|s390x)\/)?/,
    '',
  )
  return { name, short, tag: isTag ? whole.slice(colon + 1) : undefined, digest }
}
