import { ok, refuse, type Result } from '@/lib/kernel/result'
import { TOOL_NAME } from '@/lib/kernel/tool-name'
import { authenticate, containmentFacts, type Credentials, type Presented } from './authenticate'
import type { CallRecords } from './call-records'
import type { AgentClaims } from './claims'
import { decide } from './decide'
import { denialOf, refusedAt, RPC, type Denial } from './denial'
import type { InFlight, OpenCall } from './in-flight'
import type { OwnServer } from './own-server'
import type { Point } from './point'
import type { CheckProof } from './proof'
import type { ToolOf } from './public'
import { NotRecorded } from './records'
import type { Needed } from './required-scope'

/** Everything that is there once this process is enrolled. */
export type Opened = Readonly<{ point: Point; records: CallRecords; checkProof: CheckProof; server: OwnServer; inFlight: InFlight }>

export type Asked = Readonly<{
  credentials: Credentials
  /** As the client addresses it: path, and query if there is one. */
  target: string
  /** Left out: this server. A drill's probe is for the drill's own. */
  as?: { server: string; resource: string }
}>

/** A request whose token and proof are good; what it may do is another question. */
export type Known = Readonly<{ presented: Presented; claims: AgentClaims; /** The server that it is for. */ name: string }>

/** For a request of which nobody knows what it uses: a scope that nobody can hold. */
const noTool = (server: string, parameters: unknown): Needed => ({ scope: `mcp:${server}:`, tool: 'no-tool', parameters })

export const notReady = (detail: string): Denial => ({
  status: 503, code: RPC.unavailable, message: 'this server lets nothing through yet; try again shortly', data: { reason: 'not_ready', detail }, headers: { 'retry-after': '1' },
}) // prettier-ignore

/** Whose the request is: its token and its proof, which is spent by this. What cannot be read is refused here. */
export async function identify(opened: Opened, { credentials, target, as }: Asked): Promise<Result<Known, Denial>> {
  const { point, checkProof, records, server } = opened
  const { server: name, resource: audience } = as ?? { server: server.slug, resource: server.resource }
  if (!target.startsWith('/')) return refuse(badRequest('the request target is not a path'))
  const presented = await authenticate(credentials, { point, checkProof, audience, tenant: server.tenant, url: server.origin + target, server: name })
  const { claims } = presented
  if (claims) return ok({ presented, claims, name })
  if (presented.challenge === 'invalid_token') records.stranger(decide({ ...presented.facts, scope: null }), name)
  return refuse(denied(opened, presented, null))
}

/**
 * May it, and is that written down; only then is it let through.
 *
 * @param needed null: what any valid token of this server may do, which is not written down
 *
 * INVARIANT: between the last look at lease and orders and the entry among the calls that an order cuts, nothing is
 * awaited: an order either refuses a call here or finds it there.
 */
export async function letThrough(opened: Opened, { presented, claims, name }: Known, needed: Needed | null): Promise<Result<OpenCall, Denial>> {
  const { point, records, inFlight } = opened
  const to = { server: name, ...(needed && { tool: needed.tool }) }
  const asOfNow = (): Presented => ({ ...presented, facts: { ...presented.facts, ...containmentFacts(point, claims, to) } })
  const first = asOfNow()
  const decision = decide({ ...first.facts, scope: needed?.scope ?? null })
  const whole = point.view.isWatched(claims)
  if (!decision.allowed) {
    if (needed) await records.denial(decision, { claims, server: name, needed, whole })
    return refuse(denied(opened, first, needed))
  }
  if (!needed) return ok(inFlight.open(claims, to, false, () => undefined))

  const startedAt = performance.now()
  try {
    const record = await records.decision(decision, { claims, server: name, needed, whole })
    const latest = asOfNow()
    const now = decide({ ...latest.facts, scope: needed.scope })
    const isRecorded = record.answer.status === 'recorded'
    if (isRecorded && now.allowed) return ok(inFlight.open(claims, to, true, (ending) => void records.outcome(record.id, startedAt, ending)))
    if (isRecorded) void records.outcome(record.id, startedAt, { result: 'cut', reason: 'halted' })
    if (!now.allowed) return refuse(denied(opened, latest, needed))
    return refuse(record.answer.status === 'contained' ? refusedAt.overtaken : refusedAt.byAuthority(record.answer.reason))
  } catch (error) {
    if (!(error instanceof NotRecorded)) throw error
    return refuse(refusedAt.notRecorded)
  }
}

export async function admit(opened: Opened, asked: Asked & { needed: Needed }): Promise<Result<OpenCall, Denial>> {
  const known = await identify(opened, asked)
  return known.ok ? letThrough(opened, known.value, asked.needed) : known
}

const denied = ({ server, checkProof }: Opened, presented: Presented, needed: Needed | null): Denial => {
  const scope = needed?.scope ?? null
  return denialOf(decide({ ...presented.facts, scope }), { presented, scope, metadataUrl: metadataUrlOf(server), nonce: checkProof.nonce })
}

export const badRequest = (message: string, status = 400): Denial => ({ status, code: RPC.badRequest, message, data: {}, headers: {} })

/** RFC 9728 §3.1: the well-known part goes between host and path. */
export const metadataPathOf = ({ base }: OwnServer): string => `/.well-known/oauth-protected-resource${base}`
export const metadataUrlOf = (server: OwnServer): string => server.origin + metadataPathOf(server)

export const toolNamed = <R>(tool: ToolOf<R>, request: R): string | null => (typeof tool === 'string' ? tool : (tool(request) ?? null))

/** A name that no scope can hold is nobody's; it is not written down either, since it could be any text. */
export function neededFor(server: string, tool: string | null, parameters: unknown): Needed {
  if (tool === null) return noTool(server, parameters)
  return TOOL_NAME.test(tool) ? { scope: `mcp:${server}:${tool}`, tool, parameters } : { ...noTool(server, parameters), tool: 'invalid-name' }
}
