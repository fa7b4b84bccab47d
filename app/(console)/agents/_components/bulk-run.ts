import type { ActionState } from '@/lib/console/action-state'
import { refusalText } from '@/lib/console/refusal-text'
import { cancelTransfersAction, confirmAgentsAction, matchingAgentsAction, requestTransferAction, tagAgentsAction } from '../actions'

export type BulkFilter = Readonly<Record<string, string>>
export type Chosen = Readonly<{ id: string; name: string }>
export type Refused = { name: string; why: string }
export type BulkAct = { kind: 'tag'; add: string[]; remove: string[] } | { kind: 'offer'; role: 'owner' | 'sponsor'; to: string; reason: string } | { kind: 'confirm' }
/** What takes back something that was done: tags of agents that changed alike, or offers. */
type Inverse = { agentIds: string[]; add: string[]; remove: string[] } | { transferIds: string[] }

/** Whom it has not come to: agents that were chosen, those of a filter from a place in its list on, or what is to be taken back. */
type Left = { of: 'agents'; agents: readonly Chosen[] } | { of: 'filter'; filter: BulkFilter; cursor: string | null } | { of: 'undo'; steps: Inverse[] }

/** How far it is and what came of it. It is plain data, so that it can be gone on with after the page was left. */
export type BulkRun = {
  act: BulkAct
  /** Null: it has come to all. */
  left: Left | null
  total: number
  /** Agents that it has come to. */
  seen: number
  done: number
  unchanged: number
  refused: Refused[]
  /** Refused beyond those that are named. */
  refusedMore: number
  /** Why it is not done with all. */
  stopped: string | null
  /** Newest last. */
  undo: Inverse[]
  /** What was done is taken back. */
  takenBack: boolean
}

/** Agents of one request, and so of one step that is seen: what is recorded of each by itself takes longer. */
const STEPS: Record<BulkAct['kind'], number> = { tag: 200, offer: 200, confirm: 25 }
const UNDO_STEP = 50
const REFUSED_KEPT = 500
const NO_ANSWER = 'no answer: what was sent last may be done or not, and doing it again does nothing twice'

export const beginRun = (act: BulkAct, agents: readonly Chosen[] | BulkFilter, total: number): BulkRun => ({
  act, total, seen: 0, done: 0, unchanged: 0, refused: [], refusedMore: 0, stopped: null, undo: [], takenBack: false,
  left: isChosen(agents) ? { of: 'agents', agents } : { of: 'filter', filter: agents, cursor: null },
}) // prettier-ignore
const isChosen = (agents: readonly Chosen[] | BulkFilter): agents is readonly Chosen[] => Array.isArray(agents)

/** What takes back all that a run has done so far, newest first. */
export const takeBack = (run: BulkRun): BulkRun => {
  const steps = run.undo.toReversed().flatMap((inverse): Inverse[] => ('agentIds' in inverse ? [inverse] : chunks(inverse.transferIds, UNDO_STEP).map((transferIds) => ({ transferIds }))))
  return { ...run, total: run.done, seen: 0, done: 0, unchanged: 0, refused: [], refusedMore: 0, stopped: null, undo: [], takenBack: true, left: { of: 'undo', steps } }
}

/** Goes on in steps, each whole or not at all, until it has come to all or is told to stop. Whoever shows it has each state as it comes. */
export async function goOn(begun: BulkRun, onStep: (run: BulkRun) => void, signal: AbortSignal): Promise<BulkRun> {
  const run: BulkRun = { ...begun, refused: [...begun.refused], undo: [...begun.undo], stopped: null }
  while (run.left && !run.stopped) {
    if (signal.aborted) run.stopped = 'stopped by you'
    else if (run.left.of === 'undo') await undoStep(run, run.left.steps)
    else await step(run, run.left)
    onStep({ ...run })
  }
  return { ...run }
}

async function step(run: BulkRun, left: Exclude<Left, { of: 'undo' }>): Promise<void> {
  const size = STEPS[run.act.kind]
  const next = left.of === 'agents' ? { agents: left.agents.slice(0, size), left: left.agents.length > size ? { ...left, agents: left.agents.slice(size) } : null } : await page(run, left, size)
  if (!next) return
  if (next.agents.length > 0) await doTo(run, run.act, next.agents)
  if (run.stopped) return // this step is done again
  run.seen += next.agents.length
  run.total = Math.max(run.total, run.seen)
  run.left = next.left
}

function doTo(run: BulkRun, act: BulkAct, agents: readonly Chosen[]): Promise<void> {
  if (act.kind === 'tag') return tag(run, act, agents)
  return act.kind === 'offer' ? offer(run, act, agents) : confirm(run, agents)
}

/** The next that match, without the retired. What tagging changes may leave the list: the keyset goes on from where it was. */
async function page(run: BulkRun, left: Extract<Left, { of: 'filter' }>, limit: number): Promise<{ agents: readonly Chosen[]; left: Left | null } | null> {
  const found = await matchingAgentsAction({ ...left.filter, sort: 'name', limit, ...(left.cursor ? { cursor: left.cursor } : {}) }).catch(() => null)
  if (found?.status !== 'done') {
    run.stopped = found ? whyNot(found) : NO_ANSWER
    return null
  }
  const { items, next } = found.value
  return { agents: items.filter(({ retired }) => !retired).map(({ id, name }) => ({ id, name })), left: next ? { ...left, cursor: next } : null }
}

async function tag(run: BulkRun, { add, remove }: Extract<BulkAct, { kind: 'tag' }>, agents: readonly Chosen[]): Promise<void> {
  const done = await tagAgentsAction({ agentIds: agents.map(({ id }) => id), add, remove }).catch(() => null)
  if (done?.status === 'done') {
    run.done += done.value.changed.length
    run.unchanged += done.value.unchanged
    run.undo.push(...done.value.undo)
    refuse(run, done.value.refused)
  } else if (done?.status === 'refused' && done.refusal.code === 'invalid' && done.refusal.fields['agentIds']) refuse(run, agents.map(({ name }) => ({ name, why: 'is not yours to tag, or has too many tags' })))
  else run.stopped = done ? whyNot(done) : NO_ANSWER
}

async function confirm(run: BulkRun, agents: readonly Chosen[]): Promise<void> {
  const done = await confirmAgentsAction({ agentIds: agents.map(({ id }) => id) }).catch(() => null)
  if (done?.status === 'done') {
    run.done += done.value.confirmed.length
    refuse(run, done.value.refused.map(({ id, name, why }) => ({ name: name ?? agents.find((agent) => agent.id === id)?.name ?? id, why })))
  } else if (done?.status === 'refused' && done.refusal.code === 'not_found') refuse(run, agents.map(({ name }) => ({ name, why: 'is no agent here any more' })))
  else run.stopped = done ? whyNot(done) : NO_ANSWER
}

/** All of a step together; where one of it cannot be offered, each half of it, so that a few do not make hundreds of requests. */
async function offer(run: BulkRun, act: Extract<BulkAct, { kind: 'offer' }>, agents: readonly Chosen[]): Promise<void> {
  const { role, to, reason } = act
  const asked = await requestTransferAction({ agentIds: agents.map(({ id }) => id), role, to, reason }).catch(() => null)
  const [only] = agents
  if (asked === null) run.stopped = NO_ANSWER
  else if (asked.status === 'done') {
    run.done += agents.length
    run.undo.push({ transferIds: asked.value.map(({ id }) => id) })
  } else if (asked.status === 'refused' && EVERYBODYS.has(asked.refusal.code)) run.stopped = whyNot(asked)
  else if (agents.length === 1 && only) refuse(run, [{ name: only.name, why: whyNot(asked) }])
  else for (const half of chunks(agents, Math.ceil(agents.length / 2))) if (!run.stopped) await offer(run, act, half)
}
/** Refusals that no smaller request would be spared. */
const EVERYBODYS: ReadonlySet<string> = new Set(['denied', 'signed_out', 'too_many_requests'])

async function undoStep(run: BulkRun, [inverse, ...rest]: Inverse[]): Promise<void> {
  if (!inverse) return void (run.left = null)
  if ('agentIds' in inverse) {
    const done = await tagAgentsAction(inverse).catch(() => null)
    if (done?.status === 'done') {
      run.done += done.value.changed.length
      run.unchanged += done.value.unchanged
      refuse(run, done.value.refused)
    } else if (done?.status === 'refused' && done.refusal.code === 'invalid') refuse(run, inverse.agentIds.map((id) => ({ name: id, why: 'is not yours to tag any more' })))
    else run.stopped = done ? whyNot(done) : NO_ANSWER
  } else {
    const done = await cancelTransfersAction(inverse).catch(() => null)
    if (done?.status === 'done') {
      run.done += done.value.decided.length
      refuse(run, done.value.refused.map(({ why }) => ({ name: 'an offer', why })))
    } else run.stopped = done ? whyNot(done) : NO_ANSWER
  }
  if (run.stopped) return
  run.seen += 'agentIds' in inverse ? inverse.agentIds.length : inverse.transferIds.length
  run.left = rest.length > 0 ? { of: 'undo', steps: rest } : null
}

function refuse(run: BulkRun, refused: readonly Refused[]): void {
  const room = REFUSED_KEPT - run.refused.length
  run.refused.push(...refused.slice(0, room).map(({ name, why }) => ({ name, why })))
  run.refusedMore += Math.max(0, refused.length - room)
}

const whyNot = (state: ActionState<unknown>): string => (state.status === 'refused' ? refusalText(state.refusal) : NO_ANSWER)

function chunks<T>(all: readonly T[], size: number): T[][] {
  const made: T[][] = []
  for (let from = 0; from < all.length; from += size) made.push(all.slice(from, from + size))
  return made
}
