import { servesTenant, type EpochChange } from '@/lib/identity/containment'
import type { SelfTestAsked } from '@/lib/identity/drills'
import type { Signer } from '@/lib/kernel/signer'
import type { EventStreams } from './event-streams'

/**
 * Signs each change of a tenant's epoch once and sends it to every stream that is open here, in order. A change that
 * could not be signed is not lost: the points see the gap in their next lease, and read a snapshot.
 */
export function changeTeller(options: { issuer: string; signer: Signer; streams: EventStreams; onProblem: (error: unknown) => void }) {
  const { issuer, signer, streams, onProblem } = options
  let last: Promise<void> = Promise.resolve()
  return (change: EpochChange): void => {
    const signed = signer.sign('lanyard-epoch+jwt', { iss: issuer, ...change })
    signed.catch(() => undefined) // its failure is reported below, when its turn comes
    last = last
      .then(async () => streams.tell('epoch', `${change.tenant}.${change.epoch}`, await signed, (point) => servesTenant(point, change.tenant)))
      .catch(onProblem)
  }
}

/** The same for a question whether an order would arrive: signed and sent as an order is. */
export function selfTestTeller(options: { issuer: string; signer: Signer; streams: EventStreams; onProblem: (error: unknown) => void }) {
  const { issuer, signer, streams, onProblem } = options
  return ({ id, tenant, value, asked_at }: SelfTestAsked): void => {
    signer
      .sign('lanyard-self-test+jwt', { iss: issuer, tenant, self_test: id, value, asked_at })
      .then((signed) => streams.tell('self-test', id, signed, (point) => servesTenant(point, tenant)))
      .catch(onProblem)
  }
}
