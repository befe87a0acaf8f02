import { posix } from 'node:path'
import type { Audited } from '../audited.ts'
import { mountsOf, type ServiceMount, sourceOf } from '../compose/mounts.ts'
import { servicesIn } from '../compose/services.ts'
import { isIgnoredByGit } from '../ignored.ts'
import { isMade } from '../made.ts'
import { below, exists, type Repository } from '../repository.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** A path that surely names a file: its last part has an extension of files, and is no domain. */
const fileName =
  /[^/.][^/]*\.(?:ya?ml|json5?|toml|ini|conf|cfg|cnf|config|properties|env|xml|hcl|tf|rego|lua|js|mjs|cjs|ts|go|py|rb|php|pl|sh|bash|sql|db|sqlite3?|csv|tsv|txt|md|html?|css|tmpl|tpl|template|gotmpl|j2|pem|crt|cert|cer|key|pub|csr|p12|pfx|jks|der|acl|rules|list|lst|htpasswd|passwd|service|proto|graphql|log|lock|gz|tgz|tar|zip|jar|war|so|wasm|vcl|cql)$|(?:^|\/)\.env(?:\.\w+)?$/i
/** A path whose last part has a dot: a file of another kind, or a folder such as example.com. */
const dottedName = /[^/.][^/]*\.(?!d$)[a-z][a-z\d]{0,9}$/i

export const G54: Rule = {
  id: 'G54',
  name: 'missing-bind-source',
  severity: 'error',
  reason: 'Docker makes a folder where a mounted file is missing, and the program finds that.',
  source: 'https://docs.docker.com/reference/compose-file/services/#volumes; tried',
  fix: 'Correct the path, or add the file to the repository.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    const { repository } = audited
    if (repository.partial) return
    const isMovable = [...repository.texts.values()].some((text) =>
      text.includes('--project-directory'),
    )
    for (const member of servicesIn(audited)) {
      for (const mount of mountsOf(member)) {
        const path = sourceOf(member, mount)
        if (path === undefined) continue
        const both = [path, mount.target ?? '']
        const isFile = both.every((one) => fileName.test(one))
        if (!isFile && !both.every((one) => fileName.test(one) || dottedName.test(one))) continue
        // Commands may run Compose in the folder at the top.
        if (isMovable && exists(repository, posix.normalize(mount.source ?? ''))) continue
        if (
          foldersAbove(audited, mount.at.file).some((folder) => isIn(repository, folder, mount))
        ) {
          continue
        }
        if (exists(repository, path) || isBehindLink(repository, path)) continue
        const isExpected = isIgnoredByGit(repository, path) || isMade(repository, path)
        const what = isFile ? 'a folder of that name' : 'an empty folder of that name'
        yield {
          path: mount.at.file,
          line: mount.at.line,
          message: isExpected
            ? `${path} has to be made first; else Docker makes ${what}`
            : `${path} is not in the repository; Docker makes ${what}`,
          ...(isExpected || !isFile ? { severity: 'info' as const } : {}),
        }
      }
    }
  },
}

/**
 * Returns the folders above a Compose file that have one too: if both are given to Compose, paths
 * start at the first one's.
 */
function foldersAbove({ composeFiles }: Audited, file: string): readonly string[] {
  const own = posix.dirname(file)
  const folders = new Set(composeFiles.map(({ path }) => posix.dirname(path)))
  return [...folders].filter(
    (folder) => folder !== own && (folder === '.' || own.startsWith(`${folder}/`)),
  )
}

function isIn(repository: Repository, folder: string, { source = '' }: ServiceMount): boolean {
  const path = below(folder, source)
  return path !== undefined && exists(repository, path)
}

/** Returns whether a path leads through a link, or into a folder that an audit does not read. */
function isBehindLink({ links }: Repository, path: string): boolean {
  const parts = path.split('/')
  return parts.some(
    (part, index) =>
      ['.git', 'node_modules'].includes(part) || links.has(parts.slice(0, index + 1).join('/')),
  )
}

const files = (volume: string, more: Readonly<Record<string, string>> = {}) => ({
  'compose.yaml': `services:\n  a:\n    image: nginx:1.29\n    volumes:\n      - ${volume}\n`,
  ...more,
})

export const examples: Examples = {
  failing: [
    {
      title: 'a file',
      files: files('./config.json:/app/config.json'),
      at: ['compose.yaml:5'],
    },
    {
      title: 'in the long form',
      files: files(
        'type: bind\n        source: ./nginx.conf\n        target: /etc/nginx/nginx.conf',
      ),
      at: ['compose.yaml:5'],
    },
    {
      title: 'relative to the file, not to the top',
      files: {
        'deploy/compose.yaml':
          'services:\n  a:\n    image: nginx:1.29\n    volumes:\n      - ./nginx.conf:/etc/nginx/nginx.conf\n',
        'nginx.conf': '',
      },
      at: ['deploy/compose.yaml:5'],
    },
    {
      title: 'one that the docs only name',
      files: files('./a.conf:/a.conf', { 'README.md': 'The server reads a.conf.\n' }),
      at: ['compose.yaml:5'],
    },
    {
      title: 'one that git ignores',
      files: files('./.env:/app/.env', { '.gitignore': '.env\n' }),
      at: ['compose.yaml:5'],
      severity: 'info',
    },
    {
      title: 'one that a script makes',
      files: files('./cert.pem:/cert.pem', { Makefile: 'cert:\n\tmkcert -cert-file cert.pem x\n' }),
      at: ['compose.yaml:5'],
      severity: 'info',
    },
    {
      title: 'a folder with a domain as its name, which something else may make',
      files: files('./pki/shop.example.com:/etc/pki/shop.example.com'),
      at: ['compose.yaml:5'],
      severity: 'info',
    },
  ],
  passing: [
    { title: 'a file that is there', files: files('./a.conf:/a.conf:ro', { 'a.conf': '' }) },
    {
      title: 'relative to the top, where a script runs Compose',
      files: {
        'deploy/compose.yaml':
          'services:\n  a:\n    image: nginx:1.29\n    volumes:\n      - ./nginx.conf:/etc/nginx/nginx.conf\n',
        'nginx.conf': '',
        Makefile: 'up:\n\tdocker compose -f deploy/compose.yaml --project-directory . up\n',
      },
    },
    {
      title: 'relative to the folder of a Compose file above, which may be given first',
      files: {
        'suites/compose.yaml': 'services:\n  a:\n    image: nginx:1.29\n',
        'suites/A/compose.yaml':
          'services:\n  a:\n    volumes:\n      - ./A/nginx.conf:/etc/nginx/nginx.conf\n',
        'suites/A/nginx.conf': '',
      },
    },
    { title: 'a folder, which Docker may make', files: files('./data:/var/lib/data') },
    { title: 'a folder for a name with a dot', files: files('./site:/var/www/example.com') },
    { title: 'a file of the host', files: files('/etc/hosts.conf:/etc/hosts.conf') },
    { title: 'a named volume', files: files('data.v1:/data.v1') },
    { title: 'a variable', files: files('$DIR/a.conf:/a.conf') },
    { title: 'above the repository', files: files('../a.conf:/a.conf') },
  ],
}
