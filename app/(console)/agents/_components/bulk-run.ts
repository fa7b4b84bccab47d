import type { ActionState } from '@/lib/console/action-state'
import { refusalText } from '@/lib/console/refusal-text'
import { cancelTransferAction, matchingAgentsAction, requestTransferAction, tagAgentsAction } from '../actions'

export type BulkFilter = Readonly<Record<string, string>>
export type Chosen = Readonly<{ id: string; name: string }>
export type Refused = { name: string; why: string }
/** How far it is, and what came of it; `undo` takes back what was done, where that is safe. */
export type BulkReport = { done: number; unchanged: number; refused: Refused[]; stopped: string | null; undo: (() => Promise<BulkReport>) | null }
export type BulkAct = { kind: 'tag'; add: string[]; remove: string[] } | { kind: 'offer'; role: 'owner' | 'sponsor'; to: string; reason: string }

/** Of all that match, as many at most: what is more is done again, and seen. */
export const ALL_MAX = 10_000
const STEP = 200
const whyNot = (state: ActionState<unknown>): string => (state.status === 'refused' ? refusalText(state.refusal) : 'no answer')

/** Does it in steps, each whole or not at all, until all are done or it is told to stop. */
export async function runBulk(act: BulkAct, agents: readonly Chosen[] | BulkFilter, onStep: (done: number) => void, signal: AbortSignal): Promise<BulkReport> {
  const report: BulkReport = { done: 0, unchanged: 0, refused: [], stopped: null, undo: null }
  const changed: string[] = []
  const offered: string[] = []
  let seen = 0
  const steps = Array.isArray(agents) ? chunks(agents as readonly Chosen[]) : pages(agents as BulkFilter, report)
  for await (const step of steps) {
    if (signal.aborted) report.stopped = 'stopped by you'
    if (report.stopped) break
    if (act.kind === 'tag') await tag(act, step, report, changed)
    else await offer(act, step, report, offered)
    seen += step.length
    onStep(seen)
  }
  if (act.kind === 'tag' && changed.length > 0) report.undo = () => runBulk({ kind: 'tag', add: act.remove, remove: act.add }, changed.map((id) => ({ id, name: id })), onStep, signal)
  if (act.kind === 'offer' && offered.length > 0) report.undo = () => takeBack(offered, onStep)
  return report
}

async function tag({ add, remove }: Extract<BulkAct, { kind: 'tag' }>, step: readonly Chosen[], report: BulkReport, changed: string[]): Promise<void> {
  const done = await tagAgentsAction({ agentIds: step.map(({ id }) => id), add, remove }).catch(() => null)
  if (done?.status === 'done') {
    changed.push(...done.value.changed)
    report.done += done.value.changed.length
    report.unchanged += done.value.unchanged
    report.refused.push(...done.value.refused)
  } else if (done?.status === 'refused' && done.refusal.code === 'invalid' && done.refusal.fields['agentIds']) report.refused.push(...step.map(({ name }) => ({ name, why: 'is not yours to tag, or has too many tags' })))
  else report.stopped = done?.status === 'refused' ? refusalText(done.refusal) : 'no answer: read the list again'
}

/** All of a step together; where one of it cannot be offered, one by one. */
async function offer({ role, to, reason }: Extract<BulkAct, { kind: 'offer' }>, step: readonly Chosen[], report: BulkReport, offered: string[]): Promise<void> {
  const ask = (agents: readonly Chosen[]) => requestTransferAction({ agentIds: agents.map(({ id }) => id), role, to, reason }).catch(() => null)
  const together = await ask(step)
  if (together?.status === 'done') {
    offered.push(...together.value.map(({ id }) => id))
    report.done += step.length
    return
  }
  if (together === null) return void (report.stopped = 'no answer: read the list again')
  for (const agent of step.length === 1 ? [] : step) {
    const alone = await ask([agent])
    if (alone?.status === 'done') {
      offered.push(...alone.value.map(({ id }) => id))
      report.done++
    } else if (alone) report.refused.push({ name: agent.name, why: whyNot(alone) })
    else return void (report.stopped = 'no answer: read the list again')
  }
  const [only] = step
  if (step.length === 1 && only) report.refused.push({ name: only.name, why: whyNot(together) })
}

async function takeBack(offered: readonly string[], onStep: (done: number) => void): Promise<BulkReport> {
  const report: BulkReport = { done: 0, unchanged: 0, refused: [], stopped: null, undo: null }
  for (const transferId of offered) {
    const done = await cancelTransferAction({ transferId }).catch(() => null)
    if (done?.status === 'done') report.done++
    else report.refused.push({ name: 'an offer', why: done ? whyNot(done) : 'no answer' })
    onStep(report.done + report.refused.length)
  }
  return report
}

async function* chunks(agents: readonly Chosen[]): AsyncGenerator<readonly Chosen[]> {
  for (let from = 0; from < agents.length; from += STEP) yield agents.slice(from, from + STEP)
}

/** All that match, a page at a time, without the retired. What tagging changes may leave the list: the keyset goes on from where it was. */
async function* pages(filter: BulkFilter, report: BulkReport): AsyncGenerator<readonly Chosen[]> {
  let cursor: string | undefined
  for (let seen = 0; ; ) {
    const page = await matchingAgentsAction({ ...filter, sort: 'name', ...(cursor ? { cursor } : {}) }).catch(() => null)
    if (page?.status !== 'done') return void (report.stopped = page ? whyNot(page) : 'no answer: read the list again')
    const agents = page.value.items.filter(({ retired }) => !retired)
    if (agents.length > 0) yield agents
    seen += page.value.items.length
    if (!page.value.next) return
    if (seen >= ALL_MAX) return void (report.stopped = `the first ${ALL_MAX.toLocaleString('en')} are done: do it again for the rest`)
    cursor = page.value.next
  }
}
