import { addAbortSignal } from 'node:stream'
import { errorCode } from '../../generators/disk/disk-error.ts'
import { readPlain, Unreadable } from '../../generators/disk/read.ts'
import { resolveDirectory } from '../../generators/questions/directory.ts'
import type { ReportFile } from '../argv/report-line.ts'
import type { Io } from '../io.ts'

/** A file of results: its text, or why it can't be read. */
export interface Source extends ReportFile {
  readonly read: { readonly text: string } | { readonly why: string }
}

/** How many bytes of a file are read: enough for thousands of repositories. */
const limit = 64 * 1024 * 1024

/** Reads a file of results; never rejects, unless the run is stopped. */
export async function readSource(file: ReportFile, io: Io): Promise<Source> {
  try {
    const bytes = file.file === '-' ? await bytesOf(io) : bytesIn(file.file, io)
    return { ...file, read: { text: decoded(bytes) } }
  } catch (error) {
    io.signal.throwIfAborted()
    return { ...file, read: { why: whyUnread(error) } }
  }
}

function bytesIn(file: string, io: Io): Buffer {
  // The user named it, so a link is as good as the file.
  return readPlain(resolveDirectory(file, io), limit, true)
}

async function bytesOf({ stdin, signal }: Io): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of addAbortSignal(signal, stdin)) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > limit) throw new Unreadable('large')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

/** Decodes a text; Windows PowerShell writes UTF-16. */
function decoded(bytes: Buffer): string {
  return new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(
    bytes,
  )
}

function whyUnread(error: unknown): string {
  if (error instanceof Unreadable) return error.message
  if (errorCode(error) === 'ENOENT') return 'it does not exist'
  if (errorCode(error) === 'EACCES') return 'permission denied'
  return error instanceof Error ? error.message : String(error)
}
