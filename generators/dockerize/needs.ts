import type { Problem } from '../problem.ts'
import type { CgoUse, Main } from './facts.ts'
import type { BaseImage } from './names.ts'

/** Where a program that others run comes from. */
interface Package {
  /** The package of Alpine; empty if the base image has it. */
  readonly apk: string
  /** The package of Debian; empty if the base image has it. */
  readonly apt: string
}

/** The programs that Alpine and Debian have without any package. */
const everywhere =
  'cat chmod cp cut date df du echo env find grep gzip hostname id kill ls mkdir mv printf rm sed sha1sum sha256sum sha512sum sleep sort stat tail test touch tr true uname wc which xargs'.split(
    ' ',
  )

/** The programs that Go programs run most often. https://pkgs.alpinelinux.org, https://packages.debian.org */
const packages: ReadonlyMap<string, Package> = new Map([
  ...everywhere.map((name): readonly [string, Package] => [name, { apk: '', apt: '' }]),
  ['sh', { apk: '', apt: '' }],
  ['bzip2', { apk: '', apt: 'bzip2' }],
  ['bash', { apk: 'bash', apt: '' }],
  ['curl', { apk: 'curl', apt: 'curl' }],
  ['convert', { apk: 'imagemagick', apt: 'imagemagick' }],
  ['dot', { apk: 'graphviz', apt: 'graphviz' }],
  ['ffmpeg', { apk: 'ffmpeg', apt: 'ffmpeg' }],
  ['ffprobe', { apk: 'ffmpeg', apt: 'ffmpeg' }],
  ['git', { apk: 'git', apt: 'git' }],
  ['go', { apk: 'go', apt: 'golang-go' }],
  ['gpg', { apk: 'gnupg', apt: 'gnupg' }],
  ['jq', { apk: 'jq', apt: 'jq' }],
  ['make', { apk: 'make', apt: 'make' }],
  ['node', { apk: 'nodejs', apt: 'nodejs' }],
  ['openssl', { apk: 'openssl', apt: 'openssl' }],
  ['pdftotext', { apk: 'poppler-utils', apt: 'poppler-utils' }],
  ['pg_dump', { apk: 'postgresql-client', apt: 'postgresql-client' }],
  ['psql', { apk: 'postgresql-client', apt: 'postgresql-client' }],
  ['mysqldump', { apk: 'mysql-client', apt: 'default-mysql-client' }],
  ['ping', { apk: '', apt: 'iputils-ping' }],
  ['python3', { apk: 'python3', apt: 'python3' }],
  ['rsync', { apk: 'rsync', apt: 'rsync' }],
  ['ssh', { apk: 'openssh-client', apt: 'openssh-client' }],
  ['ssh-keygen', { apk: 'openssh-keygen', apt: 'openssh-client' }],
  ['tar', { apk: '', apt: '' }],
  ['unzip', { apk: '', apt: 'unzip' }],
  ['wget', { apk: '', apt: 'wget' }],
  ['zip', { apk: 'zip', apt: 'zip' }],
])

/** Programs of a desktop or of another system, which no container runs. */
const elsewhere: ReadonlySet<string> = new Set(
  'open xdg-open rundll32 cmd cmd.exe powershell powershell.exe osascript pbcopy pbpaste xclip xsel wslview stty tput clear cls vi vim nano explorer'.split(
    ' ',
  ),
)

/** A program that a base image has to bring. */
export interface Needed extends Package {
  readonly name: string
  readonly source: string
}

/** Returns the programs that commands run, as far as it is known where they come from. */
export function neededBy(mains: readonly Main[]): readonly Needed[] {
  const all = mains.flatMap(({ programs }) => programs)
  return [...new Map(all.map((program) => [program.name, program])).values()].flatMap((program) => {
    const found = packages.get(program.name)
    return found === undefined ? [] : [{ ...program, ...found }]
  })
}

/** Returns the programs that commands run and that no base image is known to have. */
export function unknownPrograms(mains: readonly Main[]): Main['programs'] {
  return mains
    .flatMap(({ programs }) => programs)
    .filter(({ name }) => !packages.has(name) && !elsewhere.has(name))
}

/**
 * Returns whether C code can be linked statically: it needs no other library than C's own, or it
 * brings its source, as SQLite does.
 */
export function isStatic(cgo: readonly CgoUse[]): boolean {
  return cgo.every(({ libraries }) => libraries.length === 0)
}

/** A C library as Debian packages it. */
interface Library {
  readonly headers: string
  readonly runtime: string
}

/** The packages of C libraries, by the name that the linker uses. https://packages.debian.org/trixie/ */
const libraries: ReadonlyMap<string, Library> = new Map([
  ['curl', { headers: 'libcurl4-openssl-dev', runtime: 'libcurl4t64' }],
  ['git2', { headers: 'libgit2-dev', runtime: 'libgit2-1.9' }],
  ['pcap', { headers: 'libpcap-dev', runtime: 'libpcap0.8t64' }],
  ['pq', { headers: 'libpq-dev', runtime: 'libpq5' }],
  ['rdkafka', { headers: 'librdkafka-dev', runtime: 'librdkafka1' }],
  ['sqlite3', { headers: 'libsqlite3-dev', runtime: 'libsqlite3-0' }],
  ['vips', { headers: 'libvips-dev', runtime: 'libvips42t64' }],
  ['z', { headers: 'zlib1g-dev', runtime: 'zlib1g' }],
  ['zmq', { headers: 'libzmq3-dev', runtime: 'libzmq5' }],
])

/** Returns the packages of the C libraries that commands link, as far as they are known. */
export function librariesOf(mains: readonly Main[]): readonly Library[] {
  return linkedBy(mains).flatMap(({ name }) => libraries.get(name) ?? [])
}

/** A C library, and the code that links it. */
export interface Linked {
  readonly name: string
  readonly use: CgoUse
}

/** Returns the C libraries that commands link and for which no package is known. */
export function unknownLibraries(mains: readonly Main[]): readonly Linked[] {
  return linkedBy(mains).filter(({ name }) => !libraries.has(name))
}

function linkedBy(mains: readonly Main[]): readonly Linked[] {
  const all = mains
    .flatMap(({ cgo }) => cgo)
    .flatMap((use) => use.libraries.map((name) => ({ name, use })))
  return [...new Map(all.map((linked) => [linked.name, linked])).values()]
}

/** Returns the base image for commands: the smallest one that has all they need. */
export function defaultBase(mains: readonly Main[]): BaseImage {
  if (linkedBy(mains).length > 0) return 'debian'
  return neededBy(mains).length > 0 ? 'alpine' : 'distroless'
}

/** Returns why a base image can't run some commands. */
export function baseProblems(base: BaseImage, mains: readonly Main[]): readonly Problem[] {
  const [linked] = linkedBy(mains)
  const [needed] = neededBy(mains)
  const cannot = (why: string, fix: string): Problem => ({
    what: `cannot use ${base} as the base image: ${why}`,
    fix,
  })
  if (linked !== undefined && base !== 'debian') {
    const why = `${linked.use.package} (${linked.use.source}) links the C library ${linked.name}, which it does not have`
    return [cannot(why, 'Use --base-image debian.')]
  }
  if (needed !== undefined && (base === 'scratch' || base === 'distroless')) {
    const why = `${needed.source} runs ${needed.name}, which it does not have`
    return [cannot(why, 'Use --base-image alpine or --base-image debian.')]
  }
  return []
}
