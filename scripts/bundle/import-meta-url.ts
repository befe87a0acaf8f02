import { pathToFileURL } from 'node:url'

/** What import.meta.url is in a bundle, which is not an ES module; esbuild puts it where that is read. */
export const importMetaUrl = pathToFileURL(__filename).href
