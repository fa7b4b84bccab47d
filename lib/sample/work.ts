import { setTimeout as pause } from 'node:timers/promises'
import type { Estate } from './estate'
import { Run, type Token } from './run'
import { STORIES, type Step, type Story } from './stories'

/** One call at a time, and never two within a second. Lively while somebody may be looking, thrifty later. */
const PACE_MS = { least: 1_000, lively: 2_500, later: 9_000, livelyFor: 20 * 60_000 }
const TEMPTED = 0.6
/** Refused, halted, or nobody there: asked again rarely, and ever more rarely. */
const RETRY_MS = { first: 30_000, most: 5 * 60_000 }

type Act = (actor: number, tool: string, input: Record<string, unknown>) => Promise<unknown>
type Company = { story: Story; scene: Scene | null; restUntil: number; failures: number; next: number }
type Scene = { act: Act; rest: () => Promise<void> }

export type WorkEvents = { called: (agent: string, tool: string) => void; refused: (agent: string, problem: string) => void }

type Work = { events: WorkEvents; /** Every story has been played by now. */ afterFirstRound: () => Promise<void>; signal: AbortSignal }

/** The sample agents at work, one story after the other, until `signal` says stop. */
export async function keepWorking(estate: Estate, { events, afterFirstRound, signal }: Work): Promise<void> {
  const began = performance.now()
  const companies = STORIES.map((story): Company => ({ story, scene: null, restUntil: 0, failures: 0, next: 0 }))
  for (let round = 0; !signal.aborted; round++) {
    if (round === 1) await afterFirstRound()
    for (const company of companies) {
      if (signal.aborted) break
      if (company.restUntil > performance.now()) continue
      await playScene(estate, company, { events, signal, began })
      await company.scene?.rest()
    }
    await sleep(PACE_MS.least, signal)
  }
}

type Round = { events: WorkEvents; signal: AbortSignal; began: number }

async function playScene(estate: Estate, company: Company, { events, signal, began }: Round): Promise<void> {
  const { story } = company
  const first = story.chain[0]?.agent ?? ''
  try {
    company.scene ??= await openScene(estate, story)
  } catch (error) {
    return putOff(company, events, first, error)
  }
  const last = story.steps.length * 2 - 1
  for (let calls = 0; calls <= last && !signal.aborted; calls++) {
    const tempted = story.temptation !== undefined && calls === last && Math.random() < TEMPTED
    const [actor, tool, input] = (tempted ? story.temptation : story.steps[company.next++ % story.steps.length]) as Step
    const agent = story.chain[actor]?.agent ?? first
    try {
      await company.scene.act(actor, tool, input)
      events.called(agent, tool)
      company.failures = 0
    } catch (error) {
      if (!tempted) return putOff(company, events, agent, error)
      events.refused(agent, wordsOf(error))
    }
    const mean = performance.now() - began < PACE_MS.livelyFor ? PACE_MS.lively : PACE_MS.later
    await sleep(PACE_MS.least + Math.random() * 2 * (mean - PACE_MS.least), signal)
  }
}

/** The session may be over, the agent halted, a process gone: what was open is opened anew when it is tried again. */
function putOff(company: Company, events: WorkEvents, agent: string, error: unknown): void {
  company.restUntil = performance.now() + Math.min(RETRY_MS.first * 2 ** company.failures, RETRY_MS.most)
  company.failures += 1
  events.refused(agent, wordsOf(error))
}

/** Each agent of the chain with its own run, and its authority from the one before. */
async function openScene(estate: Estate, { server, chain, person }: Story): Promise<Scene> {
  const runs: Run[] = []
  const tokens: Token[] = []
  for (const [depth, { agent, scopes }] of chain.entries()) {
    const run = await Run.start(estate.at, estate.folder, { id: await estate.agentId(agent), name: agent })
    const parent = tokens[depth - 1]
    const { browser } = person && !parent ? await estate.person(person.name) : { browser: null }
    tokens.push(parent ? run.below(parent, server, scopes) : browser && person ? await run.onBehalf(browser, server, scopes, person.purpose) : run.autonomous(server))
    runs.push(run)
  }
  return {
    act: (actor, tool, input) => {
      const [run, token] = [runs[actor], tokens[actor]]
      if (!run || !token) throw new Error(`the chain has no agent ${actor}`)
      return run.call(server, token, tool, input)
    },
    rest: async () => void (await Promise.all(runs.map((run) => run.rest()))),
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message.slice(0, 200) : 'unknown')
const sleep = (ms: number, signal: AbortSignal): Promise<void> => pause(ms, undefined, { signal }).catch(() => undefined)
