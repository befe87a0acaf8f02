import type { CgoUse } from '../facts.ts'
import { calledFrom, everyCallNamed } from '../go/calls.ts'
import { asksFor } from '../go/constraints.ts'
import { isLive } from '../go/live.ts'
import { doesImport, importersOf, importsOf, type Package, type Program } from '../go/program.ts'
import type { GoFile } from '../go/source-file.ts'

/** Packages that use C, by the start of their import paths → the libraries that they link. */
const known: Readonly<Record<string, readonly string[]>> = {
  // They bring the C source of their library.
  'github.com/mattn/go-sqlite3': [],
  'gorm.io/driver/sqlite': [],
  'github.com/jinzhu/gorm/dialects/sqlite': [],
  'github.com/mutecomm/go-sqlcipher': [],
  'crawshaw.io/sqlite': [],
  'github.com/golang-migrate/migrate/database/sqlite3': [],
  'github.com/gofiber/storage/sqlite3': [],
  'github.com/marcboeker/go-duckdb': [],
  'github.com/duckdb/duckdb-go': [],
  'github.com/confluentinc/confluent-kafka-go': [],
  'github.com/valkey-io/valkey-glide': [],
  'github.com/DataDog/zstd': [],
  'github.com/chai2010/webp': [],
  'github.com/kolesa-team/go-webp': ['webp'],
  'github.com/pebbe/zmq4': ['zmq'],
  'github.com/supranational/blst': [],
  'github.com/ethereum/c-kzg-4844': [],
  'github.com/tree-sitter/go-tree-sitter': [],
  'github.com/smacker/go-tree-sitter': [],
  'rogchap.com/v8go': [],
  'github.com/bytecodealliance/wasmtime-go': [],
  'github.com/wasmerio/wasmer-go': [],
  'github.com/microsoft/go-sqlcmd': [],
  'github.com/godror/godror': [],
  'github.com/ebitengine/oto': ['asound'],
  'github.com/hajimehoshi/oto': ['asound'],
  // They link a library of the system.
  'github.com/h2non/bimg': ['vips'],
  'github.com/davidbyttow/govips': ['vips'],
  'github.com/cshum/vipsgen': ['vips'],
  'gopkg.in/gographics/imagick.': ['MagickWand'],
  'gocv.io/x/gocv': ['opencv4'],
  'github.com/google/gopacket/pcap': ['pcap'],
  'github.com/gopacket/gopacket/pcap': ['pcap'],
  'github.com/libgit2/git2go': ['git2'],
  'github.com/go-gl/gl': ['GL'],
  'github.com/go-gl/glfw': ['GL', 'X11'],
  'github.com/veandco/go-sdl2': ['SDL2'],
  'github.com/gotk3/gotk3': ['gtk-3'],
  'fyne.io/fyne': ['GL', 'X11'],
  'github.com/hajimehoshi/ebiten': ['GL', 'X11', 'asound'],
  'github.com/gordonklaus/portaudio': ['portaudio'],
  'github.com/otiai10/gosseract': ['tesseract', 'leptonica'],
  'github.com/sjzar/go-lame': ['mp3lame'],
  'github.com/linxGnu/grocksdb': ['rocksdb'],
  'github.com/tecbot/gorocksdb': ['rocksdb'],
  'github.com/jmhodges/levigo': ['leveldb'],
  'github.com/ceph/go-ceph': ['rados', 'rbd', 'cephfs'],
  'github.com/miekg/pkcs11': [],
  'github.com/ThalesIgnite/crypto11': [],
  'libvirt.org/go/libvirt': ['libvirt'],
  'github.com/containers/storage/drivers/btrfs': ['btrfs'],
  'github.com/seccomp/libseccomp-golang': ['seccomp'],
  'github.com/coreos/go-systemd/sdjournal': ['systemd'],
  'github.com/spacemonkeygo/openssl': ['ssl', 'crypto'],
  'github.com/xlab/alsa': ['asound'],
  'github.com/jochenvg/go-udev': ['udev'],
  'github.com/google/gousb': ['usb-1.0'],
  'github.com/karalabe/hid': [],
  'github.com/yalue/onnxruntime_go': [],
  'github.com/go-skynet/go-llama.cpp': [],
  'github.com/apache/pulsar-client-go-cgo': ['pulsar'],
  'github.com/ibm-messaging/mq-golang': ['mqm_r'],
  'github.com/rocketlaunchr/dataframe-go': [],
}

/** The libraries that belong to C itself. */
const ofC = new Set(['m', 'dl', 'pthread', 'rt', 'c', 'stdc++', 'gcc', 'util', 'resolv'])

/**
 * Returns where a program uses C: by `import "C"`, or by a module that is known to. A package that
 * has the same without C is none.
 */
export function cgoOf(program: Program): readonly CgoUse[] {
  const own = [...program.packages.values()].flatMap(usesIn)
  const modules = new Map<string, CgoUse>()
  const plain = filesWithoutC(program)
  for (const { path, source } of importsOf(program)) {
    const start = knownStart(path)
    if (start === undefined || modules.has(start)) continue
    const isLeftOut = !importersOf(path, program).some((file) => plain.has(file))
    const optional = isLeftOut || isOptional(path, program) ? { isOptional: true as const } : {}
    modules.set(start, { package: path, libraries: known[start] ?? [], ...optional, source })
  }
  return [...own, ...modules.values()]
}

/** Returns the files that a build without C has; all files of a package that it would lack. */
function filesWithoutC({ main, packages }: Program): ReadonlySet<GoFile> {
  const reached = new Set([main])
  const found = new Set<GoFile>()
  for (const { files, hasAlternative } of reached) {
    const plain = files.filter(
      ({ header: { constraint = '' }, tags }) => !asksFor('cgo', constraint, tags),
    )
    for (const file of hasAlternative || plain.length > 0 ? plain : files) {
      found.add(file)
      for (const { path } of file.header.imports) {
        const imported = packages.get(path)
        if (imported !== undefined) reached.add(imported)
      }
    }
  }
  return found
}

/** Drivers of SQLite without C. */
const sqliteWithoutC =
  /^(?:modernc\.org\/sqlite|github\.com\/(?:glebarez\/(?:go-)?sqlite|ncruces\/go-sqlite3)|zombiezen\.com\/go\/sqlite)(?:\/|$)/

/** Returns whether a program may well do without a driver of SQLite that it imports. */
function isOptional(path: string, program: Program): boolean {
  if (!/sqlite/.test(path)) return false
  if (doesImport(program, (other) => sqliteWithoutC.test(other))) return true
  const files = importersOf(path, program)
  const isBlank = files.some(({ header }) =>
    header.imports.some((one) => one.path === path && one.name === '_'),
  )
  const calls = ['Open', 'New']
    .flatMap((name) => everyCallNamed(name, files))
    .filter((call) => calledFrom(call, program)?.path === path)
  return !isBlank && calls.length > 0 && !calls.some((call) => isLive(call, program))
}

function usesIn({ path, files, hasAlternative }: Package): readonly CgoUse[] {
  const using = files.flatMap((file) => {
    const line = file.header.imports.find((one) => one.path === 'C')?.line
    return line === undefined ? [] : [{ file, line }]
  })
  const [first] = using
  if (first === undefined) return []
  if (hasAlternative) return []
  const libraries = [...new Set(using.flatMap(({ file, line }) => librariesIn(file, line)))]
  return [{ package: path, libraries, source: `${first.file.path}:${first.line}` }]
}

/** Returns the libraries in the `#cgo` lines before `import "C"`: https://pkg.go.dev/cmd/cgo */
function librariesIn({ text }: GoFile, line: number): readonly string[] {
  const before = text.split('\n').slice(0, line)
  return before.flatMap((one) => {
    const [head = '', ...rest] = one.split(':')
    const [start = '', ...conditions] = head
      .trim()
      .split(/\s+/)
      .filter((word) => !/^[/*]+$/.test(word))
    const kind = conditions.pop()
    if (!/^[/*]*#cgo$/.test(start) || (kind !== 'LDFLAGS' && kind !== 'pkg-config')) return []
    if (/windows|darwin|!linux|freebsd/.test(conditions.join(' '))) return []
    const words = rest.join(':').trim().split(/\s+/)
    if (kind === 'pkg-config') return words.filter((word) => !word.startsWith('-'))
    return words
      .filter((word) => word.startsWith('-l'))
      .map((word) => word.slice(2))
      .filter((name) => !ofC.has(name))
  })
}

function knownStart(path: string): string | undefined {
  const plain = path.replaceAll(/\/v\d+(?=\/|$)/g, '')
  return Object.keys(known).find(
    (start) => plain === start || plain.startsWith(start.endsWith('.') ? start : `${start}/`),
  )
}
