/** The name of the generator in the lock. */
export const dockerizeName = 'dockerize'

/** The base images of a dockerized program; `debian` is for programs that need its packages. */
export const baseImages = ['scratch', 'alpine', 'distroless', 'debian'] as const

/** The name of a base image. */
export type BaseImage = (typeof baseImages)[number]
