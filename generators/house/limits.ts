import { readLimit } from '../disk/read.ts'

/** The maximum number of files of a layer, and of rules for them. */
export const maximumFiles = 2000

/** The maximum size of all files of a layer, in bytes. */
export const maximumBytes = 16 * readLimit
