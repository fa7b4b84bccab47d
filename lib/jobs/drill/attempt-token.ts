import type { Signer } from '@/lib/kernel/signer'
import type { DrillRun } from './run'

export type AttemptSettings = Readonly<{ issuer: string; gatewayUrl: string; /** Whether points may be on this machine or in a private network. */ innerNetworks: boolean; signer: Pick<Signer, 'sign'> }>
/** Who is tried. */
export type AttemptSubject = Readonly<{ tenantId: string; agent: { id: string; sponsorId: string }; /** Of the tenant, as the token knows it. */ epoch: number; documentDigest: string }>

const GOOD_FOR_SECONDS = 30

/** A token in everything but who holds it as the agent has them, signed for one attempt: only what was decided about the agent can be why it is refused. */
export async function attemptToken({ issuer, signer }: AttemptSettings, { tenantId, agent, epoch, documentDigest }: AttemptSubject, { run, id, resource, scope }: { run: DrillRun; id: string; resource: string; scope: string }): Promise<string> {
  const [jkt, now] = [await run.thumbprint(), Math.floor(Date.now() / 1000)]
  return signer.sign('at+jwt', {
    iss: issuer, aud: resource, sub: agent.id, client_id: agent.id, scope, iat: now, exp: now + GOOD_FOR_SECONDS, jti: id, cnf: { jkt },
    tenant: tenantId, mandate: id, purpose: 'Proves that it is refused', run_id: jkt, doc: documentDigest, delegation: id, epoch, sponsor: agent.sponsorId,
  }) // prettier-ignore
}

/** Why a point refused, as its answer says it (lib/guard/denial.ts); null: it does not say. */
export const reasonIn = (body: string): string | null => /"reason"\s*:\s*"([a-z_]{1,40})"/.exec(body)?.[1] ?? null
