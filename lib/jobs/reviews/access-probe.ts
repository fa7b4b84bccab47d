import { setTimeout as pause } from 'node:timers/promises'
import { calculateJwkThumbprint } from 'jose'
import type { AccessProbe, AccessSubject, AttemptedPoint, TakenAt } from '@/lib/identity/reviews'
import type { ProbeView } from '@/lib/identity/reviews/contract'
import { attemptToken, reasonIn, type AttemptSettings } from '../drill/attempt-token'
import { answerOf, clientKey, DrillRun } from '../drill/run'

type Check = ProbeView['checks'][number]

/** Why the token endpoint refuses what was taken away, in words. Any other answer says nothing of it. */
const REFUSED_GRANT: Readonly<Record<string, string>> = {
  invalid_client: 'it is no client while it is stopped',
  invalid_scope: 'its document allows none of it',
  invalid_target: 'its document names no tool of that server',
  unauthorized_client: 'it has no standing mandate to ask under',
}
/** The same at an enforcement point. */
const REFUSED_CALL: Readonly<Record<string, string>> = {
  scope: 'its authority does not have it',
  containment: 'it is stopped',
  lease: 'the point holds no lease, and lets nothing through',
}
const STOPPED = { grants: ['invalid_client'], calls: ['containment', 'lease'] }
/** An item that lost more than so many tools is tried with so many, and says so: each is an attempt at every place. */
const TRIED_MAX = 20
const POINT_MS_MAX = 5_000

/**
 * Tries to use what a review took away: asks the token endpoint for it with a good key, and calls it at every
 * enforcement point with a token such as the agent could hold now. It opens no session, so that nothing is done even
 * where one of them is not refused.
 */
export function accessProbe(settings: AttemptSettings): AccessProbe {
  return async (subject, trust) => {
    const key = await clientKey()
    await trust({ ...key.publicJwk, kid: await calculateJwkThumbprint(key.publicJwk) })
    const run = await DrillRun.start(settings, subject.agent, key)
    const { tried, more } = firstOf(subject.servers)
    const how = { run, tried }
    const found = [...(await atTokenEndpoint(settings, subject, how)), ...(await Promise.all(subject.points.map((point) => atPoint(settings, subject, { ...how, point })))).flat()]
    return more > 0 && !subject.stopped ? [...found, { check: 'Not tried', ok: true, detail: `${more} more tools: no more than ${TRIED_MAX} are` }] : found
  }
}

function firstOf(servers: readonly TakenAt[]): { tried: TakenAt[]; more: number } {
  let left = TRIED_MAX
  const tried = servers.flatMap((one) => {
    const taken = one.taken.slice(0, left)
    left -= taken.length
    return taken.length > 0 ? [{ ...one, taken }] : []
  })
  return { tried, more: servers.reduce((sum, { taken }) => sum + taken.length, 0) - (TRIED_MAX - left) }
}

type How = Readonly<{ run: DrillRun; tried: readonly TakenAt[] }>
type Tried = { ok: boolean; tool: string; detail: string }

async function atTokenEndpoint({ gatewayUrl }: AttemptSettings, { stopped }: AccessSubject, { run, tried }: How): Promise<Check[]> {
  const check = 'Token endpoint'
  if (stopped) {
    // Whatever it asks for: one attempt is all of them.
    const { ok, detail } = await asked(run, resourceOf(gatewayUrl, tried[0]), undefined, STOPPED.grants)
    return [{ check, ok, detail: `asked for a token: ${detail}` }]
  }
  const found: Tried[] = []
  for (const at of tried)
    for (const scope of at.taken) found.push({ tool: toolIn(scope), ...(await asked(run, resourceOf(gatewayUrl, at), scope, Object.keys(REFUSED_GRANT))) })
  return summed(check, 'asked for', found)
}

const resourceOf = (gatewayUrl: string, at: TakenAt | undefined): string => at?.guardedAt ?? `${gatewayUrl}/mcp/${at?.server ?? 'none'}`

async function asked(run: DrillRun, resource: string, scope: string | undefined, because: readonly string[]): Promise<{ ok: boolean; detail: string }> {
  const { verdict, detail } = await answerOf(() => run.clientCredentials(resource, scope))
  if (verdict === 'allowed') return { ok: false, detail: 'not refused, a token was issued' }
  if (verdict === 'unknown') return { ok: false, detail: `no answer (${detail})` }
  return because.includes(detail) ? { ok: true, detail: `refused, ${REFUSED_GRANT[detail]}` } : { ok: false, detail: `refused for what says nothing of it (${detail})` }
}

async function atPoint(settings: AttemptSettings, subject: AccessSubject, { run, tried, point }: How & { point: AttemptedPoint }): Promise<Check[]> {
  const served = tried.filter(({ server, guardedAt }) => (point.server === null ? guardedAt === null : point.server === server))
  if (served.length === 0) return []
  if (!point.leased) return [{ check: point.name, ok: true, detail: `not called: ${REFUSED_CALL['lease']}` }]
  const found: Tried[] = []
  for (const at of served) {
    const resource = resourceOf(settings.gatewayUrl, at)
    const url = at.guardedAt ?? new URL(`/mcp/${at.server}`, point.url).href
    // Of a stopped agent a token with all of it is tried, of the other what it may be given now.
    const token = await attemptToken(settings, subject, { run, id: subject.tokenId, resource, scope: (subject.stopped ? at.taken : at.left).join(' ') })
    const tools = subject.stopped ? at.taken.slice(0, 1) : at.taken
    for (const scope of tools) found.push({ tool: toolIn(scope), ...(await called({ run, url, token }, scope, subject.stopped ? STOPPED.calls : Object.keys(REFUSED_CALL))) })
  }
  return summed(point.name, 'called', found)
}

async function called({ run, url, token }: { run: DrillRun; url: string; token: string }, scope: string, because: readonly string[]): Promise<{ ok: boolean; detail: string }> {
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: scope.split(':').slice(2).join(':'), arguments: {} } }
  const late = new AbortController()
  const silence = pause(POINT_MS_MAX, `within ${POINT_MS_MAX / 1000} s`, { signal: late.signal }).catch(() => 'in time')
  try {
    const answer = await Promise.race([run.post(url, token, message, null).catch((error: unknown) => (error instanceof Error ? error.name : 'unknown')), silence])
    if (typeof answer === 'string') return { ok: false, detail: `no answer (${answer})` }
    const reason = reasonIn(answer.body)
    if (reason !== null && because.includes(reason)) return { ok: true, detail: `refused, ${REFUSED_CALL[reason]}` }
    return { ok: false, detail: answer.status < 400 ? 'not refused' : `answered ${answer.status}${reason ? ` (${reason})` : ''}, which says nothing of it` }
  } finally {
    late.abort()
  }
}

const toolIn = (scope: string): string => scope.split(':').slice(1).join('/')

/** Those of one answer in one line; each answer that is no proof is one of its own. */
function summed(check: string, verb: string, found: readonly Tried[]): Check[] {
  const lines = new Map<string, Tried[]>()
  for (const one of found) lines.set(one.detail, [...(lines.get(one.detail) ?? []), one])
  return [...lines].map(([detail, tried]) => ({ check, ok: tried.every(({ ok }) => ok), detail: `${verb} ${tried.map(({ tool }) => tool).join(', ')}: ${detail}` }))
}
