import { z } from 'zod'

const id = z.string().min(1).max(100)

/** RFC 8693 §4.1: `act` is who acts now; an `act` inside it is who acted before, and grants nothing. */
export type ActClaim = { sub: string; iss?: string | undefined; sub_profile?: string | undefined; act?: ActClaim | undefined }
const ActClaim: z.ZodType<ActClaim> = z.object({
  sub: id,
  iss: z.string().max(500).optional(),
  sub_profile: z.string().max(40).optional(),
  act: z.lazy(() => ActClaim).optional(),
})

/** Actors deeper than this are nobody's chain; the authority's own limit is lower. */
const ACTORS_MAX = 16

/** An agent's access token (RFC 9068), DPoP-bound (RFC 9449 §6.1), with what Lanyard adds. Times are NumericDates. */
export const AgentClaims = z
  .object({
    iss: z.string(),
    /** One resource, exactly: a list would let one token open several doors. */
    aud: z.string(),
    sub: id,
    client_id: id,
    scope: z.string().max(20_000).default(''),
    iat: z.number().int(),
    exp: z.number().int(),
    jti: id,
    cnf: z.object({ jkt: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }),
    act: ActClaim.optional(),
    tenant: id,
    mandate: id,
    purpose: z.string().max(2_000),
    run_id: id,
    doc: z.string().max(200),
    delegation: id,
    /** The tenant's containment epoch that the issuing transaction read. */
    epoch: z.number().int().nonnegative(),
    /** Who answers for autonomous work; absent where a person acts through the agent. */
    sponsor: id.optional(),
  })
  .refine((claims) => actorsOf(claims).length <= ACTORS_MAX, 'chain is too deep')
  .refine((claims) => currentActorOf(claims) === claims.client_id, 'client_id is not the current actor')
export type AgentClaims = z.output<typeof AgentClaims>

/** Actors from the first to the current one; `act` nests the other way round. */
function actorsOf(claims: { act?: ActClaim | undefined }): string[] {
  const actors: string[] = []
  for (let act = claims.act; act && actors.length <= ACTORS_MAX; act = act.act) actors.unshift(act.sub)
  return actors
}

const currentActorOf = (claims: { sub: string; act?: ActClaim | undefined }): string => claims.act?.sub ?? claims.sub

/** Everyone whose authority this token rests on, from the root to the current actor: person or agent, then agents. */
export function chainOf(claims: Pick<AgentClaims, 'sub' | 'act'>): readonly string[] {
  return [claims.sub, ...actorsOf(claims)]
}

export const scopesOf = (claims: Pick<AgentClaims, 'scope'>): readonly string[] => claims.scope.split(' ').filter(Boolean)
