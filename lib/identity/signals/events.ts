import { canonicalJson } from '@/lib/kernel/canonical-json'

const CAEP = 'https://schemas.openid.net/secevent/caep/event-type'
const SSF = 'https://schemas.openid.net/secevent/ssf/event-type'

export const SESSION_REVOKED = `${CAEP}/session-revoked`
export const CREDENTIAL_CHANGE = `${CAEP}/credential-change`
/** What a stream may ask for. */
export const EVENTS_SUPPORTED: readonly string[] = [SESSION_REVOKED, CREDENTIAL_CHANGE]
/** About the stream itself: sent whether asked for or not. */
export const VERIFICATION = `${SSF}/verification`
export const STREAM_UPDATED = `${SSF}/stream-updated`

/** A subject identifier (RFC 9493), or a complex subject of SSF 1.0 §3.3. */
export type SubjectId = Readonly<Record<string, unknown>>
export type OrderCover = { kind: string; subject_id: string; subject_key: string | null }
export type OrderTold = { id: string; tenantId: string; grain: string; mode: string; /** `giver`: the person whose mandate it was. */ orderedByKind: string; committedAt: Date; covers: readonly OrderCover[] }
export type NewEvent = { type: string; subject: SubjectId; body: Record<string, unknown> }

/** An agent, as tokens name it. */
export const agentSubject = (issuer: string, agentId: string): SubjectId => ({ format: 'iss_sub', iss: issuer, sub: agentId })
export const opaque = (id: string): SubjectId => ({ format: 'opaque', id })
const complex = (members: Record<string, SubjectId>): SubjectId => ({ format: 'complex', ...members })

/** Two subjects are the same when they say the same, member by member. */
export const sameSubject = (subject: SubjectId): string => canonicalJson(subject)

/** CAEP 1.0 §2; everybody else who orders is one of its administrators to a receiver. */
const INITIATED: Readonly<Record<string, string>> = { job: 'policy', giver: 'user' }

/**
 * What an order is to others: the sessions of what it covers have ended, in every mode, since tokens from before it are
 * dead; and where it is for good, the keys are revoked with them. Nothing here says that anything was stopped: that is
 * for those who can prove it. The reason that people gave stays inside.
 */
export function eventsOf(issuer: string, order: OrderTold): NewEvent[] {
  const common = {
    event_timestamp: Math.floor(order.committedAt.getTime() / 1000),
    initiating_entity: INITIATED[order.orderedByKind] ?? 'admin',
    reason_admin: { en: order.grain === 'mandate' ? `containment order ${order.id}: a mandate was withdrawn` : `containment order ${order.id}: ${order.mode}, ${order.grain.replaceAll('_', ' ')}` },
  }
  const revoked = order.covers.flatMap((cover) => {
    const subject = subjectOf(issuer, cover)
    return subject ? [{ type: SESSION_REVOKED, subject, body: common }] : []
  })
  if (order.mode !== 'kill') return revoked
  const keys = order.covers
    .filter(({ kind }) => kind === 'agent')
    .map(({ subject_id }) => ({ type: CREDENTIAL_CHANGE, subject: agentSubject(issuer, subject_id), body: { ...common, change_type: 'revoke', credential_type: 'jwk' } }))
  return [...revoked, ...keys]
}

/** Null for what only this installation can tell apart: a hop of authority; and an owner or a platform, whose agents are told one by one. */
function subjectOf(issuer: string, { kind, subject_id, subject_key: key }: OrderCover): SubjectId | null {
  switch (kind) {
    case 'agent':
      return agentSubject(issuer, subject_id)
    case 'run': {
      const [agentId = '', ...run] = (key ?? '').split('/')
      return complex({ user: agentSubject(issuer, agentId), session: opaque(run.join('/')) })
    }
    case 'tool':
    case 'tool_server':
      return complex({ application: opaque(`mcp:${key ?? ''}`) })
    case 'tenant':
      return complex({ tenant: opaque(subject_id) })
    default:
      return null
  }
}
