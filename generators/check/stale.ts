import type { Finding } from '../finding.ts'
import { builtInLayer } from '../layers/layers.ts'
import { type LockLayer, lockPath } from '../plan/lock.ts'
import { isOlder } from '../plan/versions.ts'

/** What exists of a layer now. */
export type Available = Pick<LockLayer, 'name' | 'version'> &
  Partial<Pick<LockLayer, 'integrity' | 'resolved'>>

/**
 * Returns what an update would bring: a note about each layer of a lock of which there is a newer
 * version, or other content from the same source.
 * @param available what their sources have now, in the order of the lock's layers
 */
export function staleFindings(
  layers: readonly LockLayer[],
  available: readonly Available[],
): readonly Finding[] {
  return layers.flatMap((layer, index) => {
    const now = available[index]
    if (now === undefined || !isStale(layer, now)) return []
    return [staleFinding(layer, now)]
  })
}

/** Of a house layer, its source decides which version is the right one, even if it is an older one. */
function isStale(layer: LockLayer, now: Available): boolean {
  if (now.integrity !== undefined) return now.integrity !== layer.integrity
  return isOlder(layer.version, now.version)
}

function staleFinding(layer: LockLayer, now: Available): Finding {
  const { name, version, use } = layer
  const from = use === undefined ? '' : ` from ${use}`
  const isSame = name === now.name && version === now.version
  const message = isSame
    ? `${name} ${version}${from} has changed since this repository was last updated`
    : `${now.name} ${now.version}${from} is available; this repository has ${name === now.name ? '' : `${name} `}${version}`
  return {
    rule: name === builtInLayer && use === undefined ? 'stale/generator' : 'stale/layer',
    severity: 'info',
    file: lockPath,
    line: null,
    message,
    remedy: 'Move to it with npx create-go-docker@latest update.',
    fixable: false,
  }
}
