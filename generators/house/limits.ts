/** The maximum number of files of a layer, of rules for them, and of paths that a migration moves. */
export const maximumFiles = 2000

/** The maximum size of all files of a layer, in bytes; a single one has at most 1 MB. */
export const maximumBytes = 16 * 1024 * 1024
