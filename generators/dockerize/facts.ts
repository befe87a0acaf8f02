/** Where a fact was found: `path:line`, the path below the directory that was read (`../x:3` above it). */
export type Source = string

/**
 * What sets a port: whether its value is `host:port`, the port alone, or a list of these or a URL, of
 * which only a part is that of the port.
 */
interface Setter {
  readonly name: string
  readonly form: 'address' | 'port' | 'list'
}

/** A port that a program listens on: one number may be that of a port of TCP and of one of UDP. */
export interface Port {
  readonly port: number
  readonly protocol: 'http' | 'grpc' | 'tcp' | 'udp'
  /** The interface, if the program binds to one: `localhost`, `127.0.0.1`. */
  readonly host?: string
  /** The flag that sets it, without dashes. */
  readonly flag?: Setter
  /** The environment variable that sets it. */
  readonly env?: Setter
  /** The flag and the variable that set the interface alone. */
  readonly hostFlag?: string
  readonly hostEnv?: string
  /** Whether what sets the port moves it from that interface to all of them. */
  readonly leavesHost?: boolean
  /** Set if it listens there only with other arguments than those of its main. */
  readonly isOfOtherCommand?: true
  readonly source: Source
}

/** An environment variable that a program reads. */
export interface EnvironmentVariable {
  readonly name: string
  /** Whether the program ends without it. */
  readonly required: boolean
  /** Its default in the code, if that is a literal. */
  readonly default?: string
  /** Set if it says a port of UDP that has no default. */
  readonly isUdpPort?: true
  readonly source: Source
}

/** A file or a folder of the repository that a program needs at run time, or one that it writes. */
export interface RuntimeFile {
  /** As the program says it: relative to its working directory, or absolute. */
  readonly path: string
  /**
   * What it names in the repository, below the directory that was read: a file, or the folder of a
   * pattern; null if nothing is there.
   */
  readonly at: string | null
  readonly access: 'read' | 'write'
  /** Set if the program makes it with the folders above. */
  readonly makesFolders?: true
  /** Set if the program reads only one of those that have it and the same source. */
  readonly isOneOf?: true
  /** Whether the program ends without it. */
  readonly required: boolean
  readonly source: Source
}

/** A program that a program runs, such as `git`. */
export interface NeededProgram {
  readonly name: string
  readonly source: Source
}

/** A use of files that are compiled into the binary. */
export interface Embed {
  readonly pattern: string
  /** Its path below the directory that was read: the pattern after the folder of the source file. */
  readonly at: string
  /** Whether any file matches it that is no mere placeholder; one that is generated may not. */
  readonly present: boolean
  readonly source: Source
}

/** The databases and brokers for which there is a service. */
export const serviceNames = [
  'postgres',
  'mysql',
  'mariadb',
  'redis',
  'valkey',
  'mongo',
  'rabbitmq',
  'nats',
  'kafka',
] as const

/** The name of a database or a broker. */
export type ServiceName = (typeof serviceNames)[number]

/** A database or a broker that a program imports a client of. */
export interface Service {
  readonly name: ServiceName
  /** The import path of the client. */
  readonly client: string
  /** Whether the program has a database of its own unless this one is chosen. */
  readonly optional?: boolean
  /** Where it is imported. */
  readonly source: Source
}

/** An endpoint that says whether a program is well. */
export interface HealthEndpoint {
  readonly kind: 'http' | 'grpc'
  /** The path of an HTTP endpoint; the name of a gRPC service, empty for the whole server. */
  readonly path: string
  /** The port on which an HTTP endpoint is asked, without TLS; undefined if that is not sure. */
  readonly port?: number
  readonly source: Source
}

/** What is true of one `package main`, the packages of its module that it imports included. */
export interface Main {
  /** Its import path. */
  readonly package: string
  /** Its folder below the directory that was read; `.` for the directory itself. */
  readonly path: string
  /** The name of its binary. */
  readonly name: string
  /** A server listens; a worker runs until it is stopped; a cli ends by itself. */
  readonly kind: 'server' | 'worker' | 'cli'
  readonly source: Source
  /** The arguments with which it listens, such as `serve`; empty if it needs none. */
  readonly arguments: readonly string[]
  /** How many of these stand before a flag that it needs, for flags that it reads in no other place. */
  readonly flagPositions?: Readonly<Record<string, number>>
  /** Where it ends with these alone; absent if that is nowhere for sure. */
  readonly endsWithoutArgument?: Source
  /** The flag, without dashes, that it ends without there; absent if that is another argument. */
  readonly neededFlag?: string
  /** Where it asks for the user that it runs as; absent if it doesn't. */
  readonly currentUser?: Source
  /** Where it serves the folder that it is started in; absent if it doesn't. */
  readonly servedWorkdir?: Source
  /** The build tags without which it, or a part that it needs, is not compiled. */
  readonly tags: readonly string[]
  readonly ports: readonly Port[]
  readonly env: readonly EnvironmentVariable[]
  readonly files: readonly RuntimeFile[]
  readonly embeds: readonly Embed[]
  readonly programs: readonly NeededProgram[]
  readonly services: readonly Service[]
  /** Those that its configuration files look for on localhost, and where. */
  readonly localServices: readonly Service[]
  readonly health: readonly HealthEndpoint[]
  readonly cgo: readonly CgoUse[]
  /** Where it opens TLS connections to others, for which it needs CA certificates. */
  readonly tls: readonly Source[]
  /** Where it loads a time zone by name. */
  readonly zones: readonly Source[]
  /** Of those, where it is UTC unless someone says another. */
  readonly optionalZones: readonly Source[]
  /** Whether it carries CA certificates or time zones itself. */
  readonly carries: { readonly certificates: boolean; readonly zones: boolean }
  /**
   * Where it may need rights that a user without files of its own lacks, if that is so: it writes, runs
   * programs, or speaks to the system.
   */
  readonly rights?: Source
  /** Where it asks for the commit that Go put into its binary, if it does. */
  readonly commit?: Source
}

/** A use of C, in the module (`import "C"`) or in a module that it requires. */
export interface CgoUse {
  /** The import path of the package that uses C. */
  readonly package: string
  /**
   * The libraries outside C's own that it links, without `-l`: `rdkafka`, `gtk-3`. Code that brings
   * the source of its library, as SQLite's does, links none.
   */
  readonly libraries: readonly string[]
  /** Set if the program may well do without it: it has another driver, or calls it in no code that it reaches. */
  readonly isOptional?: true
  readonly source: Source
}

/** A `replace` by a folder, or a module of a work space. */
export interface LocalModule {
  readonly module: string
  /** The folder, relative to the directory that was read; it may be above it. */
  readonly path: string
  readonly source: Source
}

/** What was read in the repository of a Go module. Nothing of it was run, built or downloaded. */
export interface Facts {
  /** The module path. */
  readonly module: string
  /** The version in the `go` line, as written; null if there is none. */
  readonly go: string | null
  /** The version in the `toolchain` line, as written. */
  readonly toolchain: string | null
  /** The newest release of Go that compiles a version that it requires; null if every release does. */
  readonly newestGo: {
    readonly go: string
    readonly module: string
    readonly version: string
    readonly source: Source
  } | null
  /** Whether the module requires others that are no folders, and so needs a go.sum. */
  readonly requires: boolean
  readonly goSum: boolean
  /** Whether Go builds from `vendor/`, by the rule of the go version. */
  readonly vendor: boolean
  /** The go.work that governs the directory, relative to it. */
  readonly workspace: { readonly path: string; readonly modules: readonly LocalModule[] } | null
  readonly replaces: readonly LocalModule[]
  /** The packages of `tool` lines. */
  readonly tools: readonly string[]
  /** Modules that are probably private: no public host, or one that GOPRIVATE-like settings name. */
  readonly privateModules: readonly string[]
  readonly mains: readonly Main[]
  /** Whether any main needs C. */
  readonly cgo: boolean
  /** The facts of all mains together, without doubles, in the order of their sources. */
  readonly embeds: readonly Embed[]
  readonly files: readonly RuntimeFile[]
  readonly services: readonly Service[]
  readonly programs: readonly NeededProgram[]
  readonly health: readonly HealthEndpoint[]
  readonly unknown: readonly Unknown[]
}

/** What could not be known, for a person to answer. */
export interface Unknown {
  /**
   * `port`: where a program listens. `code`: what was not read. `time`: that only part of a command
   * was read. `tag`: what a build leaves out.
   */
  readonly about: 'port' | 'code' | 'time' | 'tag'
  /** A sentence. */
  readonly what: string
  /** The path of the main that it is about; absent if it is about none, or all. */
  readonly main?: string
  readonly source: Source
}
