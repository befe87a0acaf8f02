import { dirname } from 'node:path'

/**
 * Returns an environment in which git knows a user and reads only the configuration in a home folder,
 * and npm asks no registry.
 * @param home an absolute folder; git looks for no repository above it
 */
export function testEnvironment(home: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CEILING_DIRECTORIES: dirname(home),
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.com',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.com',
    npm_config_offline: 'true',
  }
}
