import type { Tx } from '@/lib/db/transaction'
import { hashOf } from './one-time-code'

/**
 * Ends whatever a person is signed in to: their tokens for the management API, and at the authorization server their
 * browser sessions, codes not yet redeemed and sign-ins half done. Mandates are not sessions; they are withdrawn on
 * their own. The authorization server's rows are deleted by hand here, because a sign-in must end in the transaction
 * of the act that ends it and not some time after.
 *
 * @param keep uid of the sign-in that is under way in this very request
 */
export async function endSessionsOf(tx: Pick<Tx, 'personSession' | '$executeRaw'>, personId: string, now: Date, keep = ''): Promise<number> {
  const { count } = await tx.personSession.updateMany({ where: { personId, revokedAt: null }, data: { revokedAt: now } })
  await tx.$executeRaw`
    delete from oidc_payload
    where (model in ('Session', 'AccessToken', 'AuthorizationCode') and payload->>'accountId' = ${personId})
       or (model = 'Interaction' and id <> ${hashOf(keep)} and (payload->'session'->>'accountId' = ${personId} or payload->'result'->'login'->>'accountId' = ${personId}))`
  return count
}
