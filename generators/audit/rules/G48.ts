import { at, entriesOf, itemsOf, type Located, textOf } from '../compose/located.ts'
import { mountsOf } from '../compose/mounts.ts'
import { type Member, servicesIn } from '../compose/services.ts'
import { isForDevelopment } from '../development-names.ts'
import type { Examples, Found, Rule } from '../rule.ts'

/** The settings that take rights from a container. */
const hardening = ['cap_drop', 'security_opt', 'read_only', 'user', 'pids_limit']

/** A setting that gives a container a right, and what the container can do by it. */
interface Right {
  readonly at: Located
  readonly what: string
  readonly severity?: 'info'
}

/** Returns the settings that give a container rights on its host, each with what it can do. */
function rightsOf(member: Member): readonly Right[] {
  const { node, name } = member.service
  const found = (key: string, value: RegExp, what: string) => {
    const setting = at(node, key)
    return value.test(textOf(setting) ?? '') && setting !== undefined
      ? [{ at: setting, what: `${name} ${what}` }]
      : []
  }
  const socket = mountsOf(member).filter(({ source }) =>
    /^\/(?:var\/)?run\/(?:docker|containerd\/containerd|podman\/podman)\.sock$/.test(source ?? ''),
  )
  const powers = (names: RegExp) =>
    itemsOf(at(node, 'cap_add')).filter((item) =>
      names.test((textOf(item) ?? '').replace(/^CAP_/i, '')),
    )
  return [
    ...found('privileged', /^true$/, 'is root on the host'),
    ...found('network_mode', /^host$/, 'has the network of the host'),
    ...found('pid', /^host$/, 'sees and stops the processes of the host'),
    ...found('ipc', /^host$/, 'reads the shared memory of the host'),
    ...found('userns_mode', /^host$/, 'has the users of the host'),
    ...itemsOf(at(node, 'security_opt')).flatMap((item) =>
      isUnconfined(item)
        ? [{ at: item, what: `${name} makes any call to the kernel of the host` }]
        : [],
    ),
    ...socket.map(({ at }) => ({ at, what: `${name} can do everything that Docker can` })),
    ...powers(/^(?:ALL|SYS_ADMIN)$/i).map((at) => ({
      at,
      what: `${name} is almost root on the host`,
    })),
    ...powers(/^SYS_MODULE$/i).map((at) => ({
      at,
      what: `${name} changes the kernel of the host`,
    })),
    // Some programs need it, such as a VPN.
    ...powers(/^NET_ADMIN$/i).map((at) => ({
      at,
      what: `${name} changes its network`,
      severity: 'info' as const,
    })),
  ]
}

/** Returns whether an item of security_opt turns seccomp off, which takes no right away. */
function isUnconfined(item: Located): boolean {
  return /^seccomp[:=]unconfined$/.test(textOf(item) ?? '')
}

export const G48: Rule = {
  id: 'G48',
  name: 'rights-on-the-host',
  severity: 'warning',
  reason: 'Whoever takes over a container has every right that it has.',
  source:
    'CIS Docker Benchmark 5.4, 5.10, 5.16, 5.21, 5.26, 5.32; OWASP Docker Security rules 1, 3 and 8',
  fix: 'Remove it, or give the container only what it needs.',
  overlaps: [],
  *check(audited): Iterable<Found> {
    const members = servicesIn(audited)
    for (const member of members) {
      for (const { at, what: message, ...severity } of rightsOf(member)) {
        yield { path: at.file, line: at.line, message, ...severity }
      }
    }
    const own = members.filter(({ service }) => service.build !== undefined)
    const hardened = new Set(own.filter(isHardened).map(({ service }) => service.node.file))
    const told = new Set<string>()
    for (const { service, project } of own) {
      const { file, line } = service.node
      if (hardened.has(file) || told.has(file) || project.partial || isForDevelopment(file))
        continue
      told.add(file)
      yield {
        path: file,
        line: at(service.node, 'build')?.line ?? line,
        message: `${service.name} keeps all rights of a container`,
        severity: 'info',
        remedy:
          'Add cap_drop: [ALL], security_opt: ["no-new-privileges:true"] and, if nothing is written, read_only: true.',
      }
    }
  },
}

function isHardened({ service: { node } }: Member): boolean {
  return hardening.some((key) => {
    const setting = at(node, key)
    return (
      itemsOf(setting).some((item) => !isUnconfined(item)) ||
      entriesOf(setting).size > 0 ||
      textOf(setting) !== undefined
    )
  })
}

const files = (lines: string) => ({
  'compose.yaml': `services:\n  a:\n    image: example.com/a:1\n    ${lines}\n`,
})

export const examples: Examples = {
  failing: [
    { title: 'privileged', files: files('privileged: true'), at: ['compose.yaml:4'] },
    {
      title: 'the network of the host',
      files: files('network_mode: host'),
      at: ['compose.yaml:4'],
    },
    { title: 'the processes of the host', files: files('pid: "host"'), at: ['compose.yaml:4'] },
    {
      title: "Docker's socket",
      files: files('volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro'),
      at: ['compose.yaml:5'],
    },
    {
      title: 'no seccomp',
      files: files('security_opt: ["seccomp:unconfined"]'),
      at: ['compose.yaml:4'],
    },
    { title: 'SYS_ADMIN', files: files('cap_add: [SYS_ADMIN]'), at: ['compose.yaml:4'] },
    {
      title: 'NET_ADMIN',
      files: files('cap_add: [CAP_NET_ADMIN]'),
      at: ['compose.yaml:4'],
      severity: 'info',
    },
    {
      title: 'nothing taken away, told once',
      files: { 'compose.yaml': 'services:\n  a:\n    build: .\n  b:\n    build: b\n' },
      at: ['compose.yaml:3'],
      severity: 'info',
    },
  ],
  passing: [
    {
      title: 'the network of another service',
      files: files('network_mode: "service:db"'),
    },
    { title: 'one power', files: files('cap_add: [NET_BIND_SERVICE]') },
    {
      title: 'rights taken away',
      files: { 'compose.yaml': 'services:\n  a:\n    build: .\n    cap_drop: [ALL]\n' },
    },
    { title: 'an image of others', files: files('tty: true') },
  ],
}
