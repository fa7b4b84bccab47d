import { calculateJwkThumbprint } from 'jose'
import type { GhostProbe, GhostSubject } from '@/lib/identity/retirement'
import type { StepCheck } from '@/lib/identity/retirement/contract'
import { attemptToken, reasonIn, type AttemptSettings } from '../drill/attempt-token'
import { answerOf, clientKey, DrillRun } from '../drill/run'

/** What a client is told that is none: of any other answer the agent was known still. */
const NO_CLIENT = 'invalid_client'
/** Why a point refuses an agent that has ended; without a lease it refuses everything. */
const REFUSING = new Set(['containment', 'lease'])

/**
 * Tries to act as an agent that is retired: at the token endpoint with a good key, by both grants that need nobody
 * beside it, and at every enforcement point with a token as it had before, signed for this attempt alone. Whoever lets
 * it in is a ghost's door; it opens a session at most, and calls no tool.
 */
export function ghostProbe(settings: AttemptSettings): GhostProbe {
  return async (subject, trust) => {
    const { target } = subject
    const resource = `${settings.gatewayUrl}/mcp/${target?.server ?? 'none'}`
    const key = await clientKey()
    await trust({ ...key.publicJwk, kid: await calculateJwkThumbprint(key.publicJwk) })
    const run = await DrillRun.start(settings, subject.agent, key)
    const before = await attemptToken(settings, subject, { run, id: subject.tokenIds[0] ?? subject.agent.id, resource, scope: target?.scope ?? '' })
    return [
      await atTokenEndpoint('Token endpoint: client credentials', () => run.clientCredentials(resource)),
      await atTokenEndpoint('Token endpoint: token exchange', () => run.exchange(before, resource, target?.scope ?? 'mcp:none:none')),
      ...(await atPoints(settings, subject, run)),
    ]
  }
}

async function atTokenEndpoint(check: string, ask: () => Promise<unknown>): Promise<StepCheck> {
  const { verdict, detail } = await answerOf(ask)
  if (verdict === 'allowed') return { check, ok: false, detail: 'a token was issued' }
  if (verdict === 'unknown') return { check, ok: false, detail: `no answer: ${detail}` }
  return detail === NO_CLIENT ? { check, ok: true, detail: 'refused: it is no client any more' } : { check, ok: false, detail: `refused, but it is known still: ${detail}` }
}

async function atPoints(settings: AttemptSettings, subject: GhostSubject, run: DrillRun): Promise<StepCheck[]> {
  const { points, target, tokenIds } = subject
  if (points.length === 0) return [{ check: 'Enforcement points', ok: true, detail: 'none is enrolled that could let a call through' }]
  return Promise.all(
    points.map(async ({ name, url, server }, n): Promise<StepCheck> => {
      if (server === null && !target) return { check: name, ok: true, detail: 'no tool server stands behind it' }
      const path = `/mcp/${target?.server}`
      // A server that guards itself is its own resource; no tool of that name is anybody's, so that nothing is done there.
      const [resource, address, scope] = server === null ? [`${settings.gatewayUrl}${path}`, new URL(path, url).href, target?.scope ?? ''] : [url, url, `mcp:${server}:lanyard-ghost-check`]
      return atPoint(name, run, await attemptToken(settings, subject, { run, id: tokenIds[n] ?? subject.agent.id, resource, scope }), address)
    }),
  )
}

async function atPoint(check: string, run: DrillRun, token: string, url: string): Promise<StepCheck> {
  const opening = { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'lanyard-ghost-check', version: '1' } } }
  const answer = await run.post(url, token, opening, null).catch((error: unknown) => (error instanceof Error ? error.name : 'no answer'))
  if (typeof answer === 'string') return { check, ok: false, detail: `it gave no answer (${answer})` }
  if (answer.status === 200) return { check, ok: false, detail: 'it let the agent in' }
  const reason = reasonIn(answer.body)
  if (reason !== null && REFUSING.has(reason)) return { check, ok: true, detail: reason === 'lease' ? 'refused: it holds no lease, and so refuses everything' : 'refused: it knows that the agent is stopped' }
  return { check, ok: false, detail: `answered ${answer.status}${reason ? ` (${reason})` : ''}, which says nothing of the agent` }
}
