import type { BuildContext } from './build-context.ts'
import type { Facts, Main } from './facts.ts'
import type { Image } from './image.ts'
import type { BaseImage } from './names.ts'
import { isStatic, librariesOf, type Needed } from './needs.ts'

/** Returns the COPY instructions for the files that decide which modules are downloaded. */
export function moduleFileLines({ moduleFiles, own }: BuildContext): string {
  return moduleFiles
    .map(({ from, to }) =>
      copyLine(from, own === '' && to === '.' ? './' : `/src/${to === '.' ? '' : `${to}/`}`),
    )
    .join('\n')
}

function copyLine(from: readonly string[], to: string, flags = ''): string {
  const words = [...from, to]
  // The form of a list is the only one that takes a space.
  const isPlain = words.every((word) => /^[\w./@+-]+$/.test(word))
  return `COPY ${flags}${isPlain ? words.join(' ') : JSON.stringify(words)}`
}

/** How the binaries of some images are compiled. */
interface Build {
  readonly cgo: boolean
  readonly linked: boolean
  readonly tags: readonly string[]
  readonly images: Image[]
}

/** Returns the images, grouped by how their binaries are compiled. */
function buildsOf(images: readonly Image[], base: BaseImage): readonly Build[] {
  const builds = new Map<string, Build>()
  for (const image of images) {
    const cgo = image.main.cgo.length > 0
    const linked = cgo && !isStatic(image.main.cgo)
    // These bases have no time zones: the tag puts them into the binary.
    const zones = base === 'distroless' || image.main.carries.zones ? [] : ['timetzdata']
    const pure = cgo && !linked ? ['netgo', 'osusergo', ...sqliteTags(image)] : []
    const tags = [...image.main.tags, ...pure, ...zones]
    const key = JSON.stringify([cgo, linked, tags])
    const build = builds.get(key) ?? { cgo, linked, tags, images: [] }
    build.images.push(image)
    builds.set(key, build)
  }
  return [...builds.values()]
}

/** A static SQLite can load no extensions, and would warn about it. */
function sqliteTags({ main }: Image): readonly string[] {
  return main.cgo.some(({ package: name }) => /sqlite/.test(name))
    ? ['sqlite_omit_load_extension']
    : []
}

/** Returns the commands that compile all binaries into /out. */
export function buildLines(
  images: readonly Image[],
  base: BaseImage,
  crossCompiles: boolean,
): string {
  return buildsOf(images, base)
    .flatMap((build) =>
      commandsFor(build, { out: '/out', environment: environmentOf(build, crossCompiles) }),
    )
    .join(' \\\n    && ')
}

function environmentOf({ cgo }: Build, crossCompiles: boolean): string {
  const platform = ` GOOS=$TARGETOS GOARCH=$TARGETARCH GOARM=\${TARGETVARIANT#v}`
  return `CGO_ENABLED=${cgo ? 1 : 0}${crossCompiles ? platform : ''} \\\n    `
}

/** Returns the commands that compile binaries outside of Docker, as comments. */
export function outsideBuildLines(images: readonly Image[], base: BaseImage): string {
  const platform = 'GOOS=linux GOARCH=amd64'
  return buildsOf(images, base)
    .flatMap((build) =>
      commandsFor(build, {
        out: 'bin/linux_amd64',
        environment: `CGO_ENABLED=${build.cgo ? 1 : 0} ${build.cgo ? '' : `${platform} `}`,
      }),
    )
    .map((command) => `#   ${command.replaceAll(/ \\\n\s*/g, ' ')}`)
    .join('\n')
}

interface Terms {
  readonly out: string
  readonly environment: string
}

function commandsFor(
  { linked, cgo, tags, images }: Build,
  { out, environment }: Terms,
): readonly string[] {
  const tagged = tags.length === 0 ? '' : ` -tags ${tags.join(',')}`
  const flags = cgo && !linked ? `'-s -w -linkmode external -extldflags "-static"'` : `'-s -w'`
  const go = `${environment}go build -trimpath -buildvcs=false${tagged} \\\n      -ldflags ${flags}`
  const folders = images.map(({ main }) => (main.path === '.' ? '.' : `./${main.path}`))
  // Go names each binary after the folder.
  const isUsual = images.every(({ binary, main }) => binary === main.name)
  if (isUsual) return [`${go} -o ${out}/ ${folders.map(quoted).join(' ')}`]
  return images.map(
    ({ binary }, index) => `${go} -o ${out}/${binary} ${quoted(folders[index] ?? '.')}`,
  )
}

function quoted(word: string): string {
  // It would start an instruction of its own, and no folder of a package has one.
  if (/\p{Cc}/u.test(word)) throw new Error(`${JSON.stringify(word)} is no folder of a package`)
  return /^[\w./@+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** Returns the image of the stage `base`. */
export function baseReferenceOf(
  base: BaseImage,
  versions: {
    readonly alpineVersion: string
    readonly debianVersion: string
    readonly distrolessImage: string
  },
): string {
  const { alpineVersion, debianVersion, distrolessImage } = versions
  switch (base) {
    case 'scratch':
      return 'scratch'
    case 'alpine':
      return `alpine:${alpineVersion}`
    case 'debian':
      return `debian:${debianVersion}-slim`
    case 'distroless':
      return `${distrolessImage}:nonroot`
  }
}

/** Returns the instruction that installs the programs and libraries that commands need; may be empty. */
export function installLine(
  base: BaseImage,
  needed: readonly Needed[],
  mains: readonly Main[],
): string {
  if (base === 'alpine') {
    const apk = names(needed.map(({ apk }) => apk))
    return apk.length === 0 ? '' : `RUN apk add --no-cache ${apk.join(' ')}`
  }
  const libraries = librariesOf(mains).map(({ runtime }) => runtime)
  return base === 'debian' ? aptLine([...needed.map(({ apt }) => apt), ...libraries]) : ''
}

/** Returns the instruction that installs what the compiler needs of C libraries; may be empty. */
export function headersLine(mains: readonly Main[]): string {
  return aptLine(librariesOf(mains).map(({ headers }) => headers))
}

function aptLine(packages: readonly string[]): string {
  const apt = names(packages)
  if (apt.length === 0) return ''
  return [
    'RUN apt-get update \\',
    `    && apt-get install -y --no-install-recommends ${apt.join(' ')} \\`,
    '    && rm -rf /var/lib/apt/lists/*',
  ].join('\n')
}

function names(packages: readonly string[]): readonly string[] {
  return [...new Set(packages)].filter((name) => name !== '').sort()
}

/** Returns the shell commands that make what a base image lacks, in /rootfs and /empty. */
export function rootfsSteps(base: BaseImage, images: readonly Image[]): readonly string[] {
  const certificates = base === 'scratch' || base === 'debian'
  return [
    ...(certificates
      ? [
          'mkdir -p /rootfs/etc/ssl/certs',
          'cp /etc/ssl/certs/ca-certificates.crt /rootfs/etc/ssl/certs/',
        ]
      : []),
    ...(base === 'scratch' ? ['mkdir -m 1777 /rootfs/tmp'] : []),
    ...(certificates ? ['find /rootfs -exec touch -d @0 {} +'] : []),
    ...(images.some(({ writable }) => writable.length > 0) ? ['mkdir /empty'] : []),
  ]
}

/** Returns the COPY instructions for the files that a program reads. */
export function copyFileLines({ copies }: Image, { own }: BuildContext): string {
  return copies
    .map(({ from, to }) => copyLine([`${own}${from === '.' ? '' : from}` || '.'], to))
    .join('\n')
}

/** Returns the COPY instructions that make folders for a program to write to. */
export function writableLines({ writable }: Image, stage: string): string {
  return writable
    .map((folder) => copyLine(['/empty/'], `${folder}/`, `--from=${stage} --chown=65532:65532 `))
    .join('\n')
}

/**
 * Returns what a repository's builder is: the newest Go that compiles its modules, and at least the
 * version that go.mod asks for.
 */
export function builderVersionOf({ go, newestGo }: Facts, newest: string): string {
  const known = newestGo !== null && isNewer(newest, newestGo.go) ? newestGo.go : newest
  const [major = 0, minor = 0] = partsOf(go ?? '')
  return isNewer(go ?? '', known) ? `${major}.${minor}` : known
}

/** Whether a release of Go is newer than another one. */
export function isNewer(one: string, other: string): boolean {
  const [major = 0, minor = 0] = partsOf(one)
  const [otherMajor = 0, otherMinor = 0] = partsOf(other)
  return major > otherMajor || (major === otherMajor && minor > otherMinor)
}

function partsOf(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0)
}
