import type { Audited } from '../audited.ts'
import type { Project, Service } from './project.ts'

/** A service, and the project that it belongs to. */
export interface Member {
  readonly project: Project
  readonly service: Service
}

/** Returns the services of all projects. One may appear again, in a project with an overlay. */
export function servicesIn({ projects }: Audited): readonly Member[] {
  return projects.flatMap((project) =>
    [...project.services.values()].map((service) => ({ project, service })),
  )
}
