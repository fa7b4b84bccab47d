import type { Signer } from '@/lib/kernel/signer'

export type SsfDeps = Readonly<{
  issuer: string
  signer: Pick<Signer, 'sign'>
  /** Seals what a receiver wants its pushes to carry, for that receiver alone. */
  sealHeader: (receiverId: string, header: string) => string
  /** Whether pushes may go to this machine and to private networks, and so without TLS. */
  innerNetworks: boolean
}>

/** Where everything is, by the issuer's address. */
export const endpointsOf = (issuer: string) =>
  ({
    configuration: `${issuer}/ssf/stream`,
    status: `${issuer}/ssf/status`,
    addSubject: `${issuer}/ssf/subjects/add`,
    removeSubject: `${issuer}/ssf/subjects/remove`,
    verification: `${issuer}/ssf/verification`,
    poll: `${issuer}/ssf/poll`,
  }) as const

export const PUSH = 'urn:ietf:rfc:8935'
export const POLL = 'urn:ietf:rfc:8936'
