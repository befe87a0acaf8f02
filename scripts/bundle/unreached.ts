import type { Plugin } from 'esbuild'

/** A file of node-plop itself, not of a package inside it. */
const plopItself = /[\\/]node_modules[\\/]node-plop[\\/](?!node_modules[\\/])/

const unreached = /^(inquirer|handlebars|resolve|\.\/baked-in-helpers\.js|\.\/actions\/index\.js)$/

/**
 * Removes what node-plop never uses here: inquirer (prompts asks), Handlebars (no tree goes through
 * plop's actions), and those actions and helpers with their dependencies. Other importers get the
 * real ones.
 */
export const unreachedByPlop: Plugin = {
  name: 'unreached-by-plop',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: unreached }, ({ path, importer }) =>
      plopItself.test(importer) ? { path, namespace: 'unreached' } : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'unreached' }, ({ path }) => ({
      contents: `
        const missing = () => { throw new Error('${path} is not in this bundle') }
        export default { registerPrompt() {}, prompt: missing, sync: missing, compile: missing }`,
      loader: 'js',
    }))
  },
}
