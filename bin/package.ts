import manifest from '../package.json' with { type: 'json' }

/** The name and version of this package, as published. */
export const { name: packageName, version: packageVersion } = manifest
