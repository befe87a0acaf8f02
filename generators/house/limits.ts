/** The maximum number of files of a layer, and of rules for them. */
export const maximumFiles = 2000

const megabyte = 1024 * 1024

/** The maximum size of one file of a layer, in bytes. */
export const maximumFileBytes = megabyte

/** The maximum size of all files of a layer, in bytes. */
export const maximumBytes = 16 * megabyte
