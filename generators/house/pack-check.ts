import type { Finding } from '../finding.ts'
import type { LayerFile } from '../layers/files.ts'
import type { Entries } from './layer-content.ts'
import { plopfileIn } from './read-code.ts'
import type { LayerContent } from './read-layer.ts'

/** Names that npm never publishes, in any folder, but a repository may need. */
const neverPacked = /(?:^|\/)(?:\.gitignore|\.npmignore|\.npmrc)$/

/** What else npm never publishes, in any folder: leftovers of tools. */
const leftover =
  /(?:^|\/)(?:\.DS_Store|\._[^/]*|[^/]*\.orig|\.[^/]*\.swp|\.git|\.svn|\.hg|CVS|npm-debug\.log|\.lock-wscript|\.wafpickle-[^/]*)(?:\/|$)/

/**
 * Returns an error for each file of a layer that its npm package lacks or changes. Without any, the
 * package and the folder are the same layer.
 * @param packed what npm packs of the layer's folder
 */
export function packFindings(
  { manifest, files, plopfile }: LayerContent,
  packed: Entries,
): readonly Finding[] {
  const name = plopfileIn(manifest)
  const wanted = new Map<string, Pick<LayerFile, 'bytes'> & Partial<LayerFile>>([
    ['layer.json', { bytes: Buffer.from(manifest) }],
    ...(name === undefined || plopfile === undefined
      ? []
      : [[name, { bytes: Buffer.from(plopfile) }] as const]),
    ...[...files].map(([path, file]) => [`files/${path}`, file] as const),
  ])
  const more = [...packed.keys()].filter((path) => path.startsWith('files/') && !wanted.has(path))
  const differences = [...wanted].flatMap(([path, { mode, bytes }]): readonly Finding[] => {
    const file = packed.get(path)
    if (file === undefined) return [lost(path)]
    if (!file.bytes.equals(bytes))
      return [finding('changed', path, `npm packs ${path} with other content`)]
    if (mode === undefined || file.mode === mode) return []
    const now = file.mode === '100755' ? 'executable' : 'not executable'
    return [finding('mode', path, `npm packs ${path} as ${now}`, 'Check "bin" in package.json.')]
  })
  return [
    ...differences,
    ...more.map((path) =>
      finding('more', path, `npm packs ${path}, which the layer does not have`),
    ),
  ]
}

function lost(path: string): Finding {
  if (path === 'layer.json') {
    const remedy = 'Add "layer.json" and "files" to "files" in package.json.'
    return finding('lost', path, 'npm does not pack layer.json', remedy)
  }
  if (!path.startsWith('files/')) {
    const remedy = `Add "${path}" to "files" in package.json.`
    return finding('lost', path, `npm does not pack ${path}`, remedy)
  }
  const [, name = path] = /([^/]+)$/.exec(path) ?? []
  const isLeftover = leftover.test(path)
  if (isLeftover || neverPacked.test(path)) {
    const remedy = isLeftover ? 'Delete it.' : `Call it ${name}.hbs.`
    return finding('lost', path, `npm never packs ${path}, because of its name`, remedy)
  }
  return finding(
    'lost',
    path,
    `npm does not pack ${path}`,
    'Add "files" to "files" in package.json, and check .npmignore and .gitignore, which also work inside files/.',
  )
}

function finding(
  kind: string,
  file: string,
  message: string,
  remedy: string | null = null,
): Finding {
  return {
    rule: `pack/${kind}`,
    severity: 'error',
    file,
    line: null,
    message,
    remedy,
    fixable: false,
  }
}
