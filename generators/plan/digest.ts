import { createHash } from 'node:crypto'

/** Returns the SHA-256 of some bytes, in hexadecimal. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Returns the id under which git stores a file of these bytes: `git hash-object`. */
export function blobId(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
}
