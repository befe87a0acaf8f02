import type { Finding } from '../finding.ts'
import { blobId } from '../plan/digest.ts'
import type { Lock, LockFile } from '../plan/lock.ts'
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
    if (!isSame && !isLeft) return [editedLock(`the templates render ${path} differently`)]
    return isKeptFromUs(entry) ? [keptFile(path)] : []
  })
}

/** An edit could hide behind `kept`, which the lock says of a file that was the user's before. */
function isKeptFromUs({ kept, block, owner }: LockFile): boolean {
  return kept === true && block !== true && (owner === 'managed' || owner === 'generated')
}

function keptFile(path: string): Finding {
  return {
    rule: 'lock/kept',
    severity: 'info',
    file: path,
    line: null,
    message: `${path} is not compared: the lock says that you kept your own`,
    remedy: null,
    fixable: false,
  }
}
