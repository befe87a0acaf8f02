import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { packTar } from 'modern-tar'
import type { Published } from './registry.ts'

/**
 * Packs a package for a registry without running npm.
 * @param folder where to write the archive
 * @param manifest its package.json
 * @param files its other files
 */
export async function publishedIn(
  folder: string,
  manifest: { readonly name: string; readonly version: string },
  files: Readonly<Record<string, string>>,
): Promise<Published> {
  const { name, version } = manifest
  const all = { 'package.json': JSON.stringify(manifest), ...files }
  const entries = Object.entries(all).map(([path, body]) => ({
    header: { name: `package/${path}`, type: 'file' as const, size: Buffer.byteLength(body) },
    body,
  }))
  const archive = gzipSync(await packTar(entries))
  const tarball = join(folder, `${name}-${version}.tgz`)
  writeFileSync(tarball, archive)
  return {
    name,
    version,
    manifest,
    tarball,
    integrity: `sha512-${createHash('sha512').update(archive).digest('base64')}`,
    shasum: createHash('sha1').update(archive).digest('hex'),
  }
}
