import { setTimeout as pause } from 'node:timers/promises'
import { openDrills, tellReport, tellState, type OpenDrill, type TakenDrill } from '@/lib/identity/drills'
import type { DrillReport } from '@/lib/identity/drills/contract'
import { newLane, probe, prove, REFUSALS_MIN, type Lane } from './lane'
import { mcpCalls } from './mcp-calls'
import { probeCalls } from './probe-calls'
import { answerOf, DrillRun, type Answer, type ClientKey } from './run'

export type DrillPlaces = { issuer: string; gatewayUrl: string; /** Whether points may be on this machine or in a private network. */ innerNetworks: boolean }
type Place = Pick<DrillReport['probes'][number], 'place' | 'kind' | 'name'>
type Probed = { place: Place; lane: Lane; call: () => Promise<Answer>; everyMs: number }

const READY_MS_MAX = 40_000
const PROVEN_MS_MAX = 25_000
const ORDERED_MS_MAX = 20_000
/** How long after the order a place may take to refuse. */
const REFUSED_MS_MAX = 10_000
const LOOK_EVERY_MS = 50
const TOOL = 'echo'
/** Tokens are records that stay; the token endpoint is asked less often than a point is called. */
const EVERY_MS = { point: 2, grant: 25 } as const

/** Wall-clock time with fractions, that no adjustment of this machine's clock moves. */
const now = (): number => performance.timeOrigin + performance.now()

/** A drill, from the tokens to the report. Whatever goes wrong is in the report: a drill that could not measure is a failed one. */
export async function runDrill(drill: TakenDrill, keys: readonly ClientKey[], where: DrillPlaces): Promise<DrillReport> {
  let probed: Probed[] = []
  try {
    const ready = await until(drill, ({ state }) => state === 'ready', READY_MS_MAX)
    if (!ready) return await told(drill, { problem: 'the agents of the drill were not made ready', probes: [] })
    const clock = await openDrills.clock(now)
    probed = await placesOf(drill, ready, keys, where)
    await Promise.all(probed.map(({ lane, call }) => prove(lane, call, PROVEN_MS_MAX)))
    return await told(drill, await measured(drill, probed, clock))
  } catch (error) {
    return await told(drill, { problem: `the drill could not be carried out: ${error instanceof Error ? error.message.slice(0, 300) : 'unknown'}`, probes: probed.map((one) => reported(one, [])) })
  }
}

async function measured(drill: TakenDrill, probed: readonly Probed[], clock: { ahead: number; within: number }): Promise<DrillReport> {
  const proven = probed.filter(({ lane }) => lane.proven)
  if (!(await tellState(drill, 'ready', 'armed'))) return { problem: 'the drill was ended before its order', probes: probed.map((one) => reported(one, [])) }
  let over = Number.POSITIVE_INFINITY
  const isOver = (): boolean => now() >= over
  const probing = Promise.all(proven.map(({ lane, call, everyMs }) => probe(lane, call, { everyMs, now, isOver })))
  const ordered = await until(drill, ({ committedAt }) => committedAt !== null, ORDERED_MS_MAX)
  const committedAt = ordered?.committedAt ?? null
  over = now() + (committedAt === null ? 0 : REFUSED_MS_MAX)
  await probing
  const after = (lane: Lane): number[] =>
    committedAt === null || lane.refusedAt === null ? [] : [Math.max(0, Math.round((lane.refusedAt + clock.ahead - committedAt) * 100) / 100)]
  const problem = committedAt === null ? 'no order was given' : clock.within > 50 ? `the clocks could not be compared to less than ${Math.round(clock.within)} ms` : null
  return { problem, probes: [...probed.map((one) => reported(one, after(one.lane))), REFRESH] }
}

/** A place for every point and every grant, and at every point the token of each agent of the chain. */
async function placesOf(drill: TakenDrill, { agents, server }: OpenDrill, keys: readonly ClientKey[], where: DrillPlaces): Promise<Probed[]> {
  const { gatewayUrl } = where
  const runs = await Promise.all((agents ?? []).map((agent, depth) => DrillRun.start(where, agent, keys[depth] as ClientKey)))
  const [root, middle, leaf] = runs
  if (!root || !middle || !leaf || server === null) throw new Error('a drill needs a chain of three')
  const [path, scope] = [`/mcp/${server}`, `mcp:${server}:${TOOL}`]
  const resource = `${gatewayUrl}${path}`
  const first = await root.clientCredentials(resource)
  const second = await middle.exchange(first, resource, scope)
  const third = await leaf.exchange(second, resource, scope)
  const tokens = [first, second, third]
  const points = await openDrills.points(drill)
  const grants: Probed[] = [
    grant('client_credentials', 'Token endpoint: client credentials', () => root.clientCredentials(resource)),
    grant('token_exchange', 'Token endpoint: token exchange', () => middle.exchange(first, resource, scope)),
  ]
  const atPoints = points.flatMap(({ id, name, url, guarded }) =>
    runs.map((run, depth): Probed => ({
      place: { place: id, kind: 'point', name },
      lane: newLane(),
      call: guarded ? probeCalls(run, tokens[depth] as string, url) : mcpCalls(run, tokens[depth] as string, new URL(path, url).href, TOOL),
      everyMs: EVERY_MS.point,
    })),
  )
  return [...atPoints, ...grants]
}

const grant = (place: string, name: string, ask: () => Promise<unknown>): Probed => ({
  place: { place, kind: 'grant', name },
  lane: newLane(),
  call: () => answerOf(ask),
  everyMs: EVERY_MS.grant,
})

/** Said, rather than left out: agents that work for nobody hold no refresh token, so that a drill cannot try one. */
const REFRESH: DrillReport['probes'][number] = {
  place: 'refresh_token',
  kind: 'grant',
  name: 'Token endpoint: refresh',
  state: 'not_proven',
  samples: [],
  calls: 0,
  detail: 'agents of a drill act for nobody, and so hold no refresh token',
}

function reported({ place, lane }: Probed, samples: number[]): DrillReport['probes'][number] {
  const state = !lane.proven ? 'not_proven' : lane.refusals >= REFUSALS_MIN && !lane.relapsed ? 'refused' : lane.silent ? 'no_answer' : 'never_refused'
  const detail = state === 'not_proven' ? `no call was let through before the order: ${lane.detail}` : lane.relapsed ? 'let a call through after it had refused one' : lane.detail
  return { ...place, state, samples: state === 'refused' ? samples : [], calls: lane.calls, detail: detail.slice(0, 500) }
}

const WORST = ['never_refused', 'no_answer', 'not_proven', 'refused'] as const

/** One line a place: as bad as its worst token. */
function merged(probes: DrillReport['probes']): DrillReport['probes'] {
  const byPlace = new Map<string, DrillReport['probes'][number]>()
  for (const next of probes) {
    const known = byPlace.get(next.place)
    if (!known) byPlace.set(next.place, next)
    else {
      const worse = WORST.indexOf(next.state) < WORST.indexOf(known.state) ? next : known
      byPlace.set(next.place, { ...worse, samples: [...known.samples, ...next.samples], calls: known.calls + next.calls })
    }
  }
  return [...byPlace.values()]
}

async function until(drill: TakenDrill, isIt: (open: OpenDrill) => boolean, ms: number): Promise<OpenDrill | null> {
  const late = performance.now() + ms
  while (performance.now() < late) {
    const open = await openDrills.read(drill)
    if (!open) return null
    if (isIt(open)) return open
    await pause(LOOK_EVERY_MS)
  }
  return null
}

async function told(drill: TakenDrill, report: DrillReport): Promise<DrillReport> {
  await tellReport(drill, { ...report, probes: merged(report.probes) })
  return report
}
