import { createHash } from 'node:crypto'
import { ImportedEvent, PRINCIPALS_MAX, type CredentialRef, type ImportedPrincipal } from '@/lib/identity/imports/contract'
import type { AuditSystem } from '@/lib/kernel/audit-systems'
import { looksSecret, REDACTED, redactedCopy } from '@/lib/kernel/redaction'
import { isFields } from '../discover/outcome'
import { at, text, type Draft, type DraftPrincipal, type Fields } from './draft'
import { inert, inertTree } from '@/lib/kernel/inert'
import { READERS } from './systems'
import { timeOf } from './time-of'

/** Of one record: its events; or why there is none; or why it could not be read. */
export type RecordReading = { events: ImportedEvent[] } | { nothing: string } | { problem: string }

const PARAMETERS_CHARS_MAX = 12_000

/** Reads one record. Pure: what it says is data, whatever it says. */
export function readRecord(raw: string, only: AuditSystem | null = null, now = Date.now()): RecordReading {
  try {
    return readingOf(raw, only, now)
  } catch (thrown) {
    // A million brackets are read, and cannot be gone through.
    if (thrown instanceof RangeError) return { problem: 'is nested too deep' }
    throw thrown
  }
}

function readingOf(raw: string, only: AuditSystem | null, now: number): RecordReading {
  const parsed = parsedOf(raw)
  if (!parsed) return { problem: 'is not JSON' }
  if (!isFields(parsed.value)) return { problem: 'is no object' }
  const record = unwrapped(parsed.value)
  const reader = READERS.find(({ system, is }) => (only === null || system === only) && is(record))
  if (!reader) return { nothing: only ? 'A record of another system than the one that was named' : 'A record of no system that is known here' }
  const read = reader.read(record)
  if ('nothing' in read) return read
  const digest = sha256(raw)
  const events: ImportedEvent[] = []
  for (const [index, draft] of read.events.entries()) {
    const event = eventOf(reader.system, draft, read.events.length > 1 ? sha256(`${raw}\n${index}`) : digest, now)
    if (typeof event === 'string') return { problem: event }
    events.push(event)
  }
  return { events }
}

const sha256 = (value: string): string => createHash('sha256').update(value).digest('base64url')

function parsedOf(raw: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(raw) as unknown }
  } catch {
    return null
  }
}

/** What an event hub, a log workspace or a cluster’s diagnostics wrap around the record itself. */
function unwrapped(record: Fields): Fields {
  const inner = at(record, 'properties', 'log') ?? at(record, 'detail')
  if (typeof inner === 'string' && inner.startsWith('{')) {
    const parsed = parsedOf(inner)
    if (parsed && isFields(parsed.value)) return { ...parsed.value, ...(at(parsed.value, 'stageTimestamp') ? {} : { p_event_time: at(record, 'time') ?? at(record, 'p_event_time') }) }
  }
  // EventBridge hands CloudTrail's events over as `detail`.
  return isFields(inner) && at(inner, 'eventName') !== undefined ? inner : record
}

function eventOf(system: AuditSystem, draft: Draft, digest: string, now: number): ImportedEvent | string {
  const when = timeOf(draft.at)
  if (when === null) return text(draft.at) === undefined ? 'does not say when it happened' : 'has a time that is none'
  if (when > now + 86_400_000) return 'happened in the future, by its time'
  const action = inert(draft.action, 128)
  if (!action) return 'does not say what was done'
  const principals = principalsOf(draft.principals)
  const event = ImportedEvent.safeParse({
    system,
    source_id: inert(draft.sourceId, 300) || null,
    digest,
    at: new Date(when).toISOString(),
    action: safe(action),
    result: draft.result,
    reason: draft.reason ? safe(inert(draft.reason, 200)) || null : null,
    principals: principals.length > 0 ? principals : [{ kind: 'unknown', id: 'not said', name: 'somebody who is not named', as: 'itself', also: [] }],
    uses: refOf(draft.uses),
    issues: refOf(draft.issues),
    resource: maybe(draft.resource, 300),
    from: { account: maybe(draft.account, 120), region: maybe(draft.region, 60), ip: maybe(draft.ip, 80), user_agent: maybe(draft.userAgent, 300) },
    parameters: parametersOf(draft.parameters),
  })
  return event.success ? event.data : `has ${event.error.issues[0]?.path.join('.') ?? 'a field'} of a kind that is not expected`
}

const safe = (value: string): string => (looksSecret(value) ? REDACTED : value)
const maybe = (value: string | undefined, max: number): string | null => safe(inert(value, max)) || null

function principalsOf(drafts: readonly (DraftPrincipal | null)[]): ImportedPrincipal[] {
  const seen = new Set<string>()
  return drafts.flatMap((one): ImportedPrincipal[] => {
    const id = one ? safe(inert(one.id, 300)) : ''
    if (!one || !id || seen.has(id)) return []
    seen.add(id)
    const also = [...new Set((one.also ?? []).map((name) => safe(inert(name, 300))).filter((name) => name !== '' && name !== id))].slice(0, 6)
    return [{ kind: one.kind, id, name: safe(inert(one.name, 200)) || id.slice(0, 200), as: one.as ?? 'itself', also }]
  }).slice(0, PRINCIPALS_MAX)
}

/** The end of an id is enough for people to find it again where it came from; the whole of it goes no further. */
function refOf(id: string | undefined): CredentialRef | null {
  if (id === undefined) return null
  const shown = inert(id, 200)
  const kind = /^(?:AKIA|ASIA)/.test(shown) ? shown.slice(0, 4) : ''
  return { digest: createHash('sha256').update('lanyard credential\0').update(id).digest('base64url'), hint: shown.length >= 12 ? `${kind}…${shown.slice(-4)}` : '…' }
}

function parametersOf(given: unknown): Record<string, unknown> {
  const kept = inertTree(redactedCopy(isFields(given) ? given : {}))
  if (!isFields(kept)) return {}
  return JSON.stringify(kept).length <= PARAMETERS_CHARS_MAX ? kept : { '[more]': 'larger than what is kept of one event; its digest proves the rest' }
}
