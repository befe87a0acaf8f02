import { pathToFileURL } from 'node:url'

/** The value of import.meta.url in a bundle, which is not an ES module; esbuild inserts it. */
export const importMetaUrl = pathToFileURL(__filename).href
