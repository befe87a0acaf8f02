/** What an audit reads a file as. */
export type FileKind = 'dockerfile' | 'compose' | 'bake' | 'script' | 'text'

const dockerfileName = /^(?:(?:.*[.-])?(?:dockerfile|containerfile)(?:[.\-_].*)?)$/i

const scriptName =
  /^(?:makefile|gnumakefile|taskfile\.ya?ml|justfile|.*\.mk|.*\.sh|magefile\.go|(?:readme|contributing|development|hacking|building)(?:\.\w+)?|jenkinsfile|\.gitlab-ci\.yml|skaffold\.yaml)$/i

const inTestFiles = /(?:^|\/)(?:testdata|fixtures?|__fixtures__)\//

/** Returns what an audit reads a file as by its path; undefined if it doesn't read it. */
export function kindOf(path: string): FileKind | undefined {
  // What is there for tests may be broken on purpose.
  if (inTestFiles.test(path)) return undefined
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (/\.dockerignore$/i.test(name)) return 'text'
  if (
    dockerfileName.test(name) &&
    !/\.(?:go|md|py|js|ts|rb|java|txt|png|svg|json|ya?ml|sh|tmpl|tpl)$/i.test(name)
  ) {
    return 'dockerfile'
  }
  if (/^(?:docker-)?compose.*\.ya?ml$/i.test(name)) return 'compose'
  if (/^docker-bake.*\.(?:hcl|json)$/i.test(name)) return 'bake'
  if (scriptName.test(name) || /^\.(?:github\/workflows|circleci)\/.*\.ya?ml$/.test(path))
    return 'script'
  if (['.gitignore', 'go.mod', 'go.sum', 'go.work'].includes(name)) return 'text'
  if (/^\.env(?:\.[\w.-]+)?$|\.env$|^\.npmrc$|\.(?:pem|key)$/.test(name)) return 'text'
  // Migrations have longer numbers: there may be thousands of them.
  if (/^(?:\d{1,2}[-_.])?[a-z_-]*(?:init|schema|create|setup|tables?)[a-z_-]*\.sql$/i.test(name)) {
    return 'text'
  }
  if (/^\.golangci\.(?:ya?ml|toml|json)$/.test(name)) return 'text'
  return undefined
}

/**
 * Returns whether a YAML file of another name may be a Compose file: `quickstart.yml` and
 * `stack-dev.yaml` are, if they have services.
 */
export function mayBeCompose(path: string): boolean {
  return (
    /(?:compose|quickstart|stack|services|docker|dev|local|example)[^/]*\.ya?ml$/i.test(path) &&
    !/(?:^|\/)\.[^/]+\//.test(path) &&
    !inTestFiles.test(path)
  )
}

/** Returns whether a Dockerfile is a template, which only becomes one by a program. */
export function isTemplate(path: string): boolean {
  return /\.(?:in|tmpl|tpl|j2|gotmpl|template|hbs|erb)$/i.test(path)
}
