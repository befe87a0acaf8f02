import * as crypto from 'node:crypto'

/** Returns the SHA-256 of some bytes, in hexadecimal. */
export function sha256(content: Uint8Array | string): string {
  return hash('sha256', content)
}

/** Returns the id under which git stores a file of these bytes: `git hash-object`. */
export function blobId(content: Uint8Array): string {
  return hash('sha1', Buffer.concat([Buffer.from(`blob ${content.length}\0`), content]))
}

/** Hashes at once where Node can (from 20.12 on), without a stream for each. */
const hash: (algorithm: string, content: Uint8Array | string) => string =
  crypto.hash ??
  ((algorithm, content) => crypto.createHash(algorithm).update(content).digest('hex'))
