import { describe, expect, test } from 'vitest'
import { databaseOf } from '../../../generators/audit/compose/databases.ts'
import { interpolate } from '../../../generators/audit/compose/interpolate.ts'
import { at, itemsOf, settingsOf, textOf } from '../../../generators/audit/compose/located.ts'
import { composeSetsIn } from '../../../generators/audit/compose/named-files.ts'
import { type ComposeFile, parseCompose } from '../../../generators/audit/compose/parse.ts'
import { type Project, projectsOf } from '../../../generators/audit/compose/project.ts'
import { repositoryOf } from '../../../generators/audit/repository.ts'

function projects(
  files: Readonly<Record<string, string>>,
  named?: readonly (readonly string[])[],
): readonly Project[] {
  const parsed = Object.entries(files)
    .filter(([path]) => /ya?ml$/.test(path))
    .map(([path, text]): ComposeFile => {
      const file = parseCompose(path, text)
      if ('why' in file) throw new Error(file.why)
      return file
    })
  return projectsOf(parsed, new Map(Object.entries(files)), named)
}

test('a database is named as its publisher does', () => {
  const images = ['opensearchproject/opensearch:3.3.0', 'elasticsearch:9.2.0', 'redis:8']
  expect(images.map((image) => databaseOf({ image })?.name)).toEqual([
    'OpenSearch',
    'Elasticsearch',
    'Redis',
  ])
})

describe('the values of a file', () => {
  test('each knows its line, merge keys and anchors included', () => {
    const [project] = projects({
      'compose.yaml':
        'x-a: &a\n  image: alpine:3.24\n  user: "1"\nservices:\n  b:\n    <<: *a\n    user: "2"\n',
    })
    const node = project?.services.get('b')?.node
    expect([textOf(at(node, 'image')), at(node, 'image')?.line]).toEqual(['alpine:3.24', 2])
    expect([textOf(at(node, 'user')), at(node, 'user')?.line]).toEqual(['2', 7])
  })

  test('22:22 is text, as Compose reads it', () => {
    const [project] = projects({ 'compose.yaml': 'services:\n  a:\n    ports:\n      - 22:22\n' })
    const [port] = itemsOf(at(project?.services.get('a')?.node, 'ports'))
    expect(port).toMatchObject({ value: '22:22', line: 4 })
  })

  test.each<[text: string, value: string | undefined]>([
    ['a$B', 'a1'],
    [`\${B}$$`, '1$'],
    [`\${C:-2}`, '2'],
    [`\${C}`, undefined],
    [`\${E-2}\${E:-3}`, '3'],
    [`\${B:+4}`, '4'],
    [`\${B:?must be set}`, '1'],
  ])('%s is %s', (text, value) => {
    expect(interpolate(text, new Map(Object.entries({ B: '1', E: '' })))).toBe(value)
  })
})

describe('a project', () => {
  test('has the override laid over the base', () => {
    const found = projects({
      'docker-compose.yml':
        'services:\n  a:\n    image: x:1\n    environment: [A=1, B=2]\n    ports: ["80:80"]\n    command: [a]\n',
      'docker-compose.override.yml':
        'services:\n  a:\n    environment:\n      B: 3\n    ports: ["81:81"]\n    command: [b]\n',
    })
    expect(found).toHaveLength(1)
    const node = found[0]?.services.get('a')?.node
    const environment = [...settingsOf(at(node, 'environment'))].map(([key, { value }]) => [
      key,
      value,
    ])
    expect(environment).toEqual([
      ['A', '1'],
      ['B', '3'],
    ])
    expect(itemsOf(at(node, 'ports')).map(textOf)).toEqual(['80:80', '81:81'])
    expect(itemsOf(at(node, 'command')).map(textOf)).toEqual(['b'])
    expect(at(node, 'command')?.file).toBe('docker-compose.override.yml')
  })

  test('is also the base alone, if the other file has to be named', () => {
    const found = projects({
      'docker-compose.yml': 'services:\n  a:\n    image: x:1\n',
      'docker-compose.dev.yml': 'services:\n  a:\n    tty: true\n',
    })
    expect(found.map(({ files }) => files.map(({ path }) => path))).toEqual([
      ['docker-compose.yml'],
      ['docker-compose.yml', 'docker-compose.dev.yml'],
    ])
    expect(found.map(({ services }) => services.get('a')?.image)).toEqual(['x:1', 'x:1'])
  })

  test('knows what its services extend, in other files too', () => {
    const [project] = projects({
      'compose.yaml':
        'services:\n  a:\n    extends:\n      file: base/common.yaml\n      service: b\n  c:\n    extends: a\n',
      'base/common.yaml': 'services:\n  b:\n    image: x:1\n',
    })
    expect(project?.services.get('a')?.image).toBe('x:1')
    expect(project?.services.get('c')?.image).toBe('x:1')
    expect(project?.partial).toBe(false)
  })

  test.each<[claim: string, text: string]>([
    [
      'extends a missing file',
      'services:\n  a:\n    extends:\n      file: no.yaml\n      service: b\n',
    ],
    ['extends itself', 'services:\n  a:\n    extends: a\n'],
    ['includes another', 'include: [other.yaml]\nservices: {}\n'],
  ])('is partial if it %s', (_, text) => {
    expect(projects({ 'compose.yaml': text })[0]?.partial).toBe(true)
  })

  test('has what it includes, with paths relative to each file', () => {
    const found = projects({
      'compose.yaml': 'include:\n  - path: parts/db.yaml\nservices:\n  a:\n    depends_on: [db]\n',
      'parts/db.yaml': 'services:\n  db:\n    build: db\n',
    })
    expect(found).toHaveLength(1)
    expect(found[0]?.partial).toBe(false)
    expect(found[0]?.services.get('db')?.build?.context).toBe('parts/db')
  })

  test('may be files that a command names together', () => {
    const files = {
      'app.yaml': 'services:\n  a:\n    depends_on: [db]\n',
      'db.yaml': 'services:\n  db:\n    image: postgres:18\n',
    }
    const [project, ...others] = projects(files, [['app.yaml', 'db.yaml']])
    expect([...(project?.services.keys() ?? [])]).toEqual(['a', 'db'])
    expect(others).toEqual([])
  })

  test('says how its services are built', () => {
    const [project] = projects({
      'deploy/compose.yaml': `services:\n  a:\n    build: ..\n  b:\n    build:\n      context: ../svc\n      dockerfile: \${FILE:-x.dockerfile}\n      target: api\n  c:\n    build: https://example.com/x.git\n  d:\n    build: ../..\n`,
    })
    const builds = [...(project?.services ?? [])].map(([name, { build }]) => [
      name,
      build?.context,
      build?.dockerfile,
      build?.target,
    ])
    expect(builds).toEqual([
      ['a', '.', 'Dockerfile', undefined],
      ['b', 'svc', 'svc/x.dockerfile', 'api'],
      ['c', undefined, undefined, undefined],
      ['d', undefined, undefined, undefined],
    ])
  })
})

describe('the files that commands name together', () => {
  test.each<[text: string, sets: readonly (readonly string[])[]]>([
    ['docker compose -f a.yaml -f b.yaml up', [['a.yaml', 'b.yaml']]],
    ['docker-compose --file=a.yaml --profile x --file b.yaml config', [['a.yaml', 'b.yaml']]],
    ['docker compose \\\n  -f a.yaml \\\n  -f b.yaml up', [['a.yaml', 'b.yaml']]],
    ['COMPOSE_FILE=a.yaml:b.yaml', [['a.yaml', 'b.yaml']]],
    ['docker compose -f a.yaml up', [['a.yaml']]],
    ['docker compose up', []],
    ['docker compose -f missing.yaml up', []],
  ])('%j', (text, sets) => {
    const repository = repositoryOf({ Makefile: text, 'a.yaml': '', 'b.yaml': '' })
    expect(composeSetsIn(repository)).toEqual(sets)
  })
})
