import type { Entry } from '../entry'
import { OCSF_CATEGORIES, OCSF_CLASSES, ocsfActivityOf, type OcsfActivity } from './ocsf-classes'
import { foreignOf } from './imported'
import type { ExportRow } from './row'

/** Of the schema that the events are valid under. */
export const OCSF_VERSION = '1.9.0-dev'
type Json = Record<string, unknown>

/** One line of JSON. What a terminal or a reader's eye would take for something else is escaped: the value is the same. */
export const ocsfRecord = (row: ExportRow): string =>
  `${JSON.stringify(ocsfEvent(row)).replace(/[\u007F-\u009F\u2028-\u202E\u2066-\u2069]/g, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)}\n`

/**
 * An entry as an OCSF event: profiles `ai_operation` (the agent that acted), `security_control` (allowed or denied) and
 * `record_integrity` (our leaf hash). The chain and the delegation, which later versions of the schema name, stand under
 * `unmapped` by the names they have there.
 */
export function ocsfEvent(row: ExportRow): Json {
  const { entry } = row
  const activity = ocsfActivityOf(entry.action)
  const { uid: classUid, name: className } = OCSF_CLASSES[activity.class]
  const category = Math.floor(classUid / 1_000)
  return {
    class_uid: classUid,
    class_name: className,
    category_uid: category,
    category_name: OCSF_CATEGORIES[category],
    activity_id: activity.activity,
    activity_name: activity.name,
    type_uid: classUid * 100 + activity.activity,
    type_name: `${className}: ${activity.activity === 99 ? 'Other' : activity.name}`,
    time: Date.parse(entry.occurred_at),
    timezone_offset: 0,
    message: row.message,
    ...severityOf(entry),
    ...statusOf(entry),
    ...controlOf(entry),
    metadata: metadataOf(row),
    actor: actorOf(row),
    ...aiAgentOf(row),
    ...ofClass(row, activity),
    attestation_list: [
      {
        uid: String(row.position),
        chain_uid: row.origin,
        authority_uid: row.origin,
        fingerprint: { algorithm_id: 3, algorithm: 'SHA-256', encoding_id: 1, encoding: 'Hex', serialization_id: 2, serialization: 'JCS', value: row.leaf },
      },
    ],
    unmapped: withoutNulls({
      delegation: delegationOf(row),
      chain: foreignOf(entry)?.principals.map(({ kind, id, name, as }) => ({ type: kind, uid: id, name, as })) ?? chainOf(row),
      mandate_uid: entry.mandate_id,
      run_uid: entry.run_id,
      purpose: entry.purpose,
      cause_uid: entry.cause_id,
      autonomous: row.chain.length > 0 ? row.autonomous : null,
      detail: entry.detail,
    }),
  }
}

function metadataOf({ entry, origin, position, sealedAt }: ExportRow): Json {
  const foreign = foreignOf(entry)
  return {
    version: OCSF_VERSION,
    product: { name: 'Lanyard', vendor_name: 'Lanyard', feature: { name: 'ledger' } },
    profiles: ['ai_operation', 'record_integrity', 'security_control'],
    uid: entry.id,
    tenant_uid: entry.tenant_id,
    log_name: origin,
    ...(foreign ? { log_provider: foreign.title, ...(foreign.uid ? { original_event_uid: foreign.uid } : {}) } : {}),
    event_code: entry.action,
    logged_time: Date.parse(sealedAt),
    // The schema's integer has 32 bits; the place of a later entry is in `attestation_list` alone.
    ...(position < 2 ** 31 ? { sequence: position } : {}),
    ...(entry.run_id ? { correlation_uid: entry.run_id } : {}),
  }
}

function severityOf({ result }: Entry): Json {
  const [severity_id, severity] = result === 'denied' ? [3, 'Medium'] : result === 'cut' ? [4, 'High'] : result === 'failed' ? [2, 'Low'] : [1, 'Informational']
  return { severity_id, severity }
}

function statusOf({ result, reason }: Entry): Json {
  const succeeded = result === 'ok' || result === 'allowed'
  return { status_id: succeeded ? 1 : 2, status: succeeded ? 'Success' : 'Failure', status_code: result, ...(reason ? { status_detail: reason } : {}) }
}

function controlOf({ result, detail }: Entry): Json {
  const authorizations = checksOf(detail).map(({ check, ok, detail: why }) => ({ decision: ok ? 'allowed' : 'denied', policy: { name: check, ...(why ? { desc: why } : {}), is_applied: true } }))
  const [action_id, action, disposition_id, disposition] = result === 'denied' ? [2, 'Denied', 2, 'Blocked'] : result === 'cut' ? [2, 'Denied', 24, 'Access Revoked'] : [1, 'Allowed', 1, 'Allowed']
  return { action_id, action, disposition_id, disposition, ...(authorizations.length > 0 ? { authorizations } : {}) }
}

/** The human at the root where there is one: the agent that acted is `ai_agent`. */
function actorOf({ entry, root, issuer }: ExportRow): Json {
  const foreign = foreignOf(entry)
  if (foreign) return { user: root ? personOf(root) : foreignUser(foreign.principals[0] ?? { id: entry.actor_id, name: entry.actor_name, kind: 'unknown' }), app_uid: entry.actor_id, app_name: entry.actor_name }
  const session = entry.run_id ? { session: { uid: entry.run_id, issuer } } : {}
  if (root) return { user: personOf(root), ...session, ...(entry.actor_kind === 'agent' ? { app_uid: entry.actor_id, app_name: entry.actor_name } : {}) }
  if (entry.actor_kind === 'person') return { user: personOf({ id: entry.actor_id, name: entry.actor_name }), ...session }
  return { app_uid: entry.actor_id, app_name: entry.actor_name, ...session }
}

function aiAgentOf({ entry, chain, delegation }: ExportRow): Json {
  const last = chain.at(-1) ?? (entry.actor_kind === 'agent' ? { id: entry.actor_id, name: entry.actor_name } : null)
  if (!last || entry.actor_kind !== 'agent') return {}
  return { ai_agent: withoutNulls({ uid: last.id, name: last.name ?? entry.actor_name, instance_uid: entry.run_id, version: delegation?.document ?? null, type_id: 0, type: 'Unknown' }) }
}

/** What the class asks for beside what every event has. */
function ofClass(row: ExportRow, { class: of }: OcsfActivity): Json {
  const { entry } = row
  const subject = { id: entry.subject_id ?? entry.actor_id, name: entry.subject_name ?? entry.actor_name }
  switch (of) {
    case 'api_activity': {
      const foreign = foreignOf(entry)
      if (foreign)
        return {
          api: { operation: entry.tool ?? entry.action, service: { name: foreign.title }, request: { uid: foreign.uid ?? entry.id } },
          src_endpoint: { uid: entry.actor_id, svc_name: entry.actor_name },
          dst_endpoint: { svc_name: foreign.title },
          ...(entry.subject_name ? { resources: [{ type: 'Resource', name: entry.subject_name, role_id: 1, role: 'Target' }] } : {}),
        }
      return {
        api: { operation: entry.tool ?? entry.action, service: { name: entry.tool_server ?? 'unknown' }, request: { uid: entry.cause_id ?? entry.id } },
        src_endpoint: withoutNulls({ uid: entry.actor_id, svc_name: entry.actor_name, instance_uid: entry.run_id }),
        dst_endpoint: { svc_name: entry.tool_server ?? 'unknown' },
        resources: [{ type: 'MCP tool', name: `mcp:${entry.tool_server ?? ''}:${entry.tool ?? ''}`, role_id: 1, role: 'Target' }],
      }
    }
    case 'authorize_session':
      return { user: userOf(row), privileges: privilegesOf(row), ...(entry.run_id ? { session: { uid: entry.run_id, issuer: row.issuer } } : {}) }
    case 'authentication':
      return { user: personOf(subject), service: { name: 'Lanyard' } }
    case 'account_change':
      return { user: personOf(subject) }
    case 'user_access':
      return { user: entry.subject_kind === 'agent' ? agentAsUser(subject) : personOf(subject), ...listed('privileges', scopesIn(entry.detail)) }
    case 'entity_management':
      return { entity: withoutNulls({ type: entry.subject_kind ?? entry.actor_kind, uid: subject.id, name: subject.name }) }
  }
}

const personOf = ({ id, name }: { id: string; name: string | null }): Json => withoutNulls({ uid: id, name, type_id: 1, type: 'User' })
const agentAsUser = ({ id, name }: { id: string; name: string | null }): Json => withoutNulls({ uid: id, name, type_id: 4, type: 'Service' })
const foreignUser = ({ id, name, kind }: { id: string; name: string; kind: string }): Json => (kind === 'human' ? personOf({ id, name }) : agentAsUser({ id, name }))
const userOf = ({ entry, root }: ExportRow): Json => (root ? personOf(root) : agentAsUser({ id: entry.actor_id, name: entry.actor_name }))

function privilegesOf({ entry, delegation }: ExportRow): readonly string[] {
  const scopes = scopesIn(entry.detail)
  return scopes.length > 0 ? scopes : delegation && delegation.scopes.length > 0 ? delegation.scopes : ['none']
}

function delegationOf({ delegation, issuer }: ExportRow): Json | null {
  return (
    delegation &&
    withoutNulls({
      uid: delegation.id,
      parent_uid: delegation.parentId,
      issuer_uid: issuer,
      audience: delegation.audience,
      scopes: delegation.scopes,
      created_time: Date.parse(delegation.issuedAt),
      expiration_time: Date.parse(delegation.expiresAt),
    })
  )
}

const chainOf = ({ root, chain, autonomous }: ExportRow): Json[] | null =>
  root === null && chain.length === 0
    ? null
    : [...(root ? [withoutNulls({ type: autonomous ? 'sponsor' : 'person', uid: root.id, name: root.name })] : []), ...chain.map(({ id, name }) => withoutNulls({ type: 'ai_agent', uid: id, name }))]

function checksOf(detail: unknown): { check: string; ok: boolean; detail: string }[] {
  const decision = record(detail)['decision']
  if (!Array.isArray(decision)) return []
  return decision.map(record).flatMap(({ check, ok, detail: why }) => (typeof check === 'string' ? [{ check, ok: ok === true, detail: typeof why === 'string' ? why : '' }] : []))
}

function scopesIn(detail: unknown): string[] {
  const { scopes, asked } = record(detail)
  const list = Array.isArray(scopes) ? scopes : Array.isArray(asked) ? asked : []
  return list.filter((scope): scope is string => typeof scope === 'string')
}

const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
const listed = (name: string, values: readonly string[]): Json => (values.length > 0 ? { [name]: values } : {})
const withoutNulls = (value: Json): Json => Object.fromEntries(Object.entries(value).filter(([, of]) => of !== null && of !== undefined))
