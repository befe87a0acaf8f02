import * as crypto from 'node:crypto'

/** Returns the SHA-256 of some bytes, in hexadecimal. */
export function sha256(content: Uint8Array | string): string {
  return hash('sha256', content)
}

/** Returns the ID under which git stores a file with these bytes, as `git hash-object` does. */
export function blobId(content: Uint8Array): string {
  const header = `blob ${content.length}\0`
  const length = header.length + content.length
  if (object.length < length) object = Buffer.allocUnsafe(2 * length)
  object.write(header, 'latin1')
  object.set(content, header.length)
  return hash('sha1', object.subarray(0, length))
}

/** Where the objects to hash are put together: one place for all, because a check hashes thousands. */
let object = Buffer.allocUnsafe(0)

/** Uses the one-shot function where Node has it (since 20.12), which avoids a stream per hash. */
const hash: (algorithm: string, content: Uint8Array | string) => string =
  crypto.hash ??
  ((algorithm, content) => crypto.createHash(algorithm).update(content).digest('hex'))
