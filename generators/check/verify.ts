import type { Finding } from '../finding.ts'
import { blobId } from '../plan/digest.ts'
import { type Lock, lockPath } from '../plan/lock.ts'
import type { Tree } from '../plan/tree.ts'

/** Compares a lock with the tree that its templates render. Returns a finding for each difference. */
export function lockFindings({ files }: Lock, tree: Tree): readonly Finding[] {
  const paths = [...new Set([...Object.keys(files), ...tree.keys()])].sort()
  return paths.flatMap((path) => {
    const [entry, file] = [files[path], tree.get(path)]
    if (entry === undefined) return [edited(`it does not list ${path}`)]
    if (file === undefined) return [edited(`the templates do not render ${path}`)]
    const isSame = entry.blob === blobId(file.content) && entry.owner === file.owner
    return isSame ? [] : [edited(`the templates render ${path} differently`)]
  })
}

function edited(why: string): Finding {
  return {
    rule: 'lock/edited',
    severity: 'error',
    file: lockPath,
    line: null,
    message: `${lockPath} was edited by hand: ${why}`,
    remedy: 'Restore it from git.',
    fixable: false,
  }
}
