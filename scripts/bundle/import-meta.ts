import { pathToFileURL } from 'node:url'

/**
 * import.meta in a bundle, which is not an ES module; esbuild inserts it. A getter, so that it is
 * dropped where nothing uses it.
 */
export const importMeta = {
  get url() {
    return pathToFileURL(__filename).href
  },
}
