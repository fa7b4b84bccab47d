import type { JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { signedByIssuer } from './signed-by-issuer'

const epoch = z.number().int().nonnegative()

/**
 * What is contained: an agent, mandate, hop of authority, run, tool, tool server or tenant, named as in
 * lib/kernel/containment-subject. `active: false` says that nothing stops it now (lifted, or left with less, which is
 * kept by what is issued); tokens from before `epoch` stay dead. `watched`: quarantined, so that it is recorded whole.
 */
export const Cover = z.object({ kind: z.string(), id: z.string(), epoch, active: z.boolean(), watched: z.boolean().optional() })
export type Cover = z.output<typeof Cover>

export const LeaseDocument = z.object({
  iss: z.string(),
  aud: z.string(),
  nonce: z.string(),
  iat: z.number(),
  /** How old the epochs were when they were signed. */
  age_ms: z.number().nonnegative().default(0),
  epochs: z.record(z.string(), epoch),
  /** The issuer's keys whose signatures are good. Left out by an authority that does not say so yet. */
  kids: z.array(z.string().max(200)).max(100).optional(),
})
export type LeaseDocument = z.output<typeof LeaseDocument>

export const EpochDocument = z.object({
  iss: z.string(),
  tenant: z.string(),
  epoch,
  order_id: z.string(),
  /** Left out by an authority that only knew orders that stop. */
  change: z.enum(['order', 'lifting']).optional(),
  covers: z.array(Cover),
  /** Milliseconds since 1970, by the authority's clock. */
  committed_at: z.number(),
})
export type EpochDocument = z.output<typeof EpochDocument>

/** Whether an event sets somebody free, which only the whole of the orders can say. */
export const isLifting = ({ change, covers }: Pick<EpochDocument, 'change' | 'covers'>): boolean =>
  change ? change === 'lifting' : covers.some((cover) => !cover.active)

export const SnapshotDocument = z.object({
  iss: z.string(),
  aud: z.string(),
  tenants: z.array(
    z.object({
      tenant: z.string(),
      epoch,
      covers: z.array(Cover),
      /** Orders in force that this point has not confirmed yet. */
      unconfirmed: z.array(z.object({ order_id: z.string(), epoch })).default([]),
    }),
  ),
})
export type SnapshotDocument = z.output<typeof SnapshotDocument>

/** A question whether an order would arrive here. It covers nobody; the answer holds the asker's value. */
export const SelfTestDocument = z.object({ iss: z.string(), tenant: z.string(), self_test: z.string(), value: z.string().max(128), asked_at: z.number() })
export type SelfTestDocument = z.output<typeof SelfTestDocument>

/** Reads one signed document of the feed. `typ` keeps a document of one kind from passing for another (RFC 8725 §3.11). */
export async function readFeedDocument<T extends { iss: string }>(
  jws: string,
  typ: string,
  schema: z.ZodType<T, unknown>,
  options: { issuer: string; keys: JWTVerifyGetKey },
): Promise<T> {
  const { header, payload } = await signedByIssuer(jws, options.keys)
  if (header.typ !== typ) throw new Error(`document is not \`${typ}\``)
  const document = schema.parse(payload)
  if (document.iss !== options.issuer) throw new Error('document is of another issuer')
  return document
}
