import type { Finding } from '../finding.ts'
import { blobId } from '../plan/digest.ts'
import type { Lock } from '../plan/lock.ts'
import type { Tree } from '../plan/tree.ts'
import { editedLock } from './edited-lock.ts'

/**
 * Compares a lock with the tree that its templates render. Returns a finding for each difference. An
 * update leaves seeded files alone, so what the lock says about one may come from an older version.
 */
export function lockFindings({ files }: Lock, tree: Tree): readonly Finding[] {
  const paths = [...new Set([...Object.keys(files), ...tree.keys()])].sort()
  return paths.flatMap((path) => {
    const [entry, file] = [files[path], tree.get(path)]
    if (entry === undefined) {
      return file?.owner === 'seeded' ? [] : [editedLock(`it does not list ${path}`)]
    }
    if (file === undefined) return [editedLock(`the templates do not render ${path}`)]
    const isLeft = file.owner === 'seeded' && entry.owner === 'seeded'
    const isSame = entry.blob === blobId(file.content) && entry.owner === file.owner
    return isSame || isLeft ? [] : [editedLock(`the templates render ${path} differently`)]
  })
}
