import type { Source } from '../facts.ts'
import type { Program } from '../go/program.ts'
import { remember } from '../go/remember.ts'
import { type GoFile, lineAt } from '../go/source-file.ts'

/** Packages of Go that run programs, know users, or speak to the system. */
const standard = /^(?:C|os\/exec|os\/user|plugin|log\/syslog|net\/http\/cgi)$/

/** Words in the paths of modules that need rights, devices or sockets of the system. */
const ofSystem =
  /(?:^|[/._-])(?:docker|moby|dockerclient|containerd|podman|buildah|buildkit|runc|libcontainer|cri-api|netlink|netns|vishvananda|conntrack|ip6?tables|nftables|ipvs|water|tun|tuntap|wireguard|wgctrl|tsnet|tailscale|gvisor|gopacket|g?o?pcap|afpacket|arp|dhcp\w*|icmp|go-?ping|ping|pro-bing|fastping|mtr|e?bpf|gobpf|libbpfgo|cilium|fuse|cgofuse|fanotify|udev|g?o?usb|hidapi|serial|i2c|gpio|rpio|periph|dbus|systemd|sdjournal|libvirt|cgroups|capability|seccomp|apparmor|pty|chromedp|rod|playwright|go-cmd|go-reaper|go-daemon|kardianos|mdlayher|bitfield|gosigar)(?=$|[/._-]|v?\d)/

/** Words in the paths of modules that write files. */
const ofFiles =
  /(?:^|[/._-])(?:autocert|autotls|certmagic|lego|acme|lumberjack|timberjack|\w*rotate\w*|diskv|diskcache|b?bolt|\w*sqlite\w*|badger|\w*leveldb|pebble|rocksdb|duckdb|buntdb|nutsdb|bitcask|pogreb|bleve|tstorage|clover|lotusdb|rosedb|nats-server|tusd|go-git|git2go|go-getter|grab|archiver|unarr|selfupdate|go-update|overseer|flock|filelock|lockfile|pidfile|afero|xdg|homedir|configdir|appdir|keyring)(?=$|[/._-]|v?\d)/

/** What of a package writes, asks for the user or changes the process: its usual name and names in it, by its path. */
const functions: ReadonlyMap<string, { readonly usual: string; readonly names: string }> = new Map([
  [
    'os',
    {
      usual: 'os',
      names:
        'Create|OpenFile|WriteFile|Mkdir|Remove|Rename|Chmod|Chown|Lchown|Chtimes|Truncate|Link|Symlink|CopyFS|OpenRoot|OpenInRoot|StartProcess|FindProcess|User|Getuid|Geteuid',
    },
  ],
  ['io/ioutil', { usual: 'ioutil', names: 'Write|Temp' }],
  [
    'net',
    {
      usual: 'net',
      names: 'ListenIP|DialIP|ListenUnix|DialUnix|ListenMulticast|ResolveUnix|UnixAddr',
    },
  ],
  ['syscall', { usual: 'syscall', names: systemExcept() }],
  ['golang.org/x/sys/unix', { usual: 'unix', names: systemExcept() }],
])

/** Methods of libraries whose names say that they write a file or open a raw socket, by the start of the name. */
const methods =
  /\.(?:SaveUploadedFile|SaveFile|SaveAs|SaveTo|SavePNG|SaveJP|OutputFile|OutputTo|WriteConfig|SafeWriteConfig|WriteFile|WriteToFile|ToFile|FGet|PlainClone|DownloadFile|StartAutoTLS|AutoTLS|RunAutoTLS|NewRawConn)\w*\(/

/** Texts that name a socket, a device, the home of root, or a file that a program makes. */
const texts =
  /["`](?:unix(?:gram|packet)?["`:]|ip[46]?:\w|HOME["`]|USER["`]|\/(?:root|run|sys|boot)\/|\/dev\/(?!null|std|u?random|zero|tty)|\/var\/(?:run|log|lib|cache|spool)\b|\/proc\/(?!self|cpuinfo|meminfo|loadavg|stat|uptime)|\/etc\/(?:shadow|letsencrypt|ssl\/private))|\.(?:log|db|sqlite3?|pid|sock|lock)["`]/

/** Everything of the system's package but names of signals, errors and options that any user has. */
function systemExcept(): string {
  return '(?!SIG|Signal\\b|E[A-Z]|Errno\\b|AF_|SOCK_|SO_REUSE|SOL_|IPPROTO|SetsockoptInt\\b|RawConn|Get(?:pid|timeofday|rusage)\\b|Rusage|RUSAGE)\\w'
}

/**
 * Returns the first place where a program may need rights that a user without files of its own lacks:
 * it writes, runs programs, or speaks to the system. Wherever that is not sure, it counts.
 */
export function rightsOf(program: Program): Source | undefined {
  for (const file of program.files) {
    const source = rightsIn(file, program)
    if (source !== undefined) return source
  }
  return undefined
}

/** Programs share files. */
const known = remember<Source | ''>()

function rightsIn(file: GoFile, program: Program): Source | undefined {
  const source = known(file, '', () => findRights(file, program) ?? '')
  return source === '' ? undefined : source
}

function findRights({ path, text, header }: GoFile, { packages }: Program): Source | undefined {
  const imported = header.imports.find((one) => !packages.has(one.path) && needsRights(one.path))
  if (imported !== undefined) return `${path}:${imported.line}`
  const calls = header.imports.flatMap((one) => {
    const known = one.name === '_' ? undefined : functions.get(one.path)
    if (known === undefined) return []
    const { usual, names } = known
    const { name = usual } = one
    return [`\\b${name === '.' ? '' : `${name}\\.`}(?:${names})`]
  })
  const at = text.search(patternOf(calls.join('|')))
  return at === -1 ? undefined : `${path}:${lineAt(text, at)}`
}

const needing = new Map<string, boolean>()

/** Returns whether the users of a package that is not the program's own may need rights. */
function needsRights(path: string): boolean {
  const needs =
    needing.get(path) ?? (standard.test(path) || ofSystem.test(path) || ofFiles.test(path))
  needing.set(path, needs)
  return needs
}

const patterns = new Map<string, RegExp>()

/** Returns a pattern of everything that may need rights in a file with these calls; few files differ in them. */
function patternOf(calls: string): RegExp {
  const pattern =
    patterns.get(calls) ??
    new RegExp([calls, methods.source, texts.source].filter(Boolean).join('|'))
  patterns.set(calls, pattern)
  return pattern
}

/** Libraries that tell the commit of a build. */
const tellsCommit =
  /(?:^|\/)(?:versioninfo|go-version|buildinfo)(?:\/|$)|^github\.com\/prometheus\/common\/version$/

/** Returns where a program asks for the commit that Go put into its binary. */
export function commitOf({ files }: Program): Source | undefined {
  for (const { path, text, header } of files) {
    const imported = header.imports.find((one) => tellsCommit.test(one.path))
    if (imported !== undefined) return `${path}:${imported.line}`
    const isAsked = header.imports.some((one) => one.path === 'runtime/debug')
    const at = isAsked ? text.search(/\bReadBuildInfo\b/) : -1
    if (at !== -1) return `${path}:${lineAt(text, at)}`
  }
  return undefined
}
