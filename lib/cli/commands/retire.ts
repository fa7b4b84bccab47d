import { setTimeout as pause } from 'node:timers/promises'
import type { RetirementPreview, RetirementView, StepView } from '@/lib/identity/retirement/contract'
import { agentIdOf, apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plainJson } from '../plain'
import { facts } from '../table'

const LOOK_EVERY_MS = 1_000
/** Longer than all tries of a step by itself, the longest wait between two included. */
const FOLLOW_MS_MAX = 30 * 60_000

export type RetireOptions = { reason?: string; successor?: string; preview?: boolean; again?: boolean; wait?: boolean; json?: boolean }

/** Retires an agent and follows until every step is proven; ends with an error where one stays open. */
export async function retire(context: CliContext, named: string, options: RetireOptions): Promise<void> {
  const api = apiOf(context)
  const agentId = await agentIdOf(context, api, named)
  if (options.preview) {
    const preview = await valueOf(context, api.retirements.preview({ agentId }))
    return context.out(options.json ? plainJson(preview) : previewText(preview))
  }
  const begun = options.again ? await tryAgain(context, agentId) : await begin(context, agentId, options)
  const ended = options.wait === false ? begun : await follow(context, begun, options)
  if (options.json) context.out(plainJson(ended))
  else if (ended.state === 'archived') context.out(`${ended.agent.name} is retired, and nothing answers for it any more`)
  if (ended.state === 'open') throw new CliError(`${ended.agent.name} is stopped, but not everything is proven: ${ended.steps.filter(({ state }) => state === 'open').map(({ title, why }) => `${title} (${why ?? 'no reason given'})`).join('; ')}. Once that is mended: lanyard agents retire ${ended.agent.name} --again`)
}

async function begin(context: CliContext, agentId: string, { reason, successor }: RetireOptions): Promise<RetirementView> {
  if (!reason) throw new CliError('say why, with --reason: this cannot be undone')
  const api = apiOf(context)
  const preview = await valueOf(context, api.retirements.preview({ agentId }))
  const successorId = successor === undefined ? undefined : await agentIdOf(context, api, successor)
  return valueOf(context, api.retirements.begin({ agentId, reason, name: preview.agent.name, snapshot: preview.snapshot_digest, ...(successorId ? { successorId } : {}) }))
}

async function tryAgain(context: CliContext, agentId: string): Promise<RetirementView> {
  const api = apiOf(context)
  const retirement = await valueOf(context, api.retirements.get({ agentId }))
  let last = retirement
  for (const { position, state } of retirement.steps) if (state === 'open') last = await valueOf(context, api.retirements.tryAgain({ agentId, position }))
  return last
}

async function follow(context: CliContext, begun: RetirementView, { json }: RetireOptions): Promise<RetirementView> {
  const said = new Map<number, string>()
  const until = performance.now() + FOLLOW_MS_MAX
  for (let now = begun; ; ) {
    if (!json)
      for (const step of now.steps) {
        const line = lineOf(step)
        if (line !== null && said.get(step.position) !== line) context.say(line)
        if (line !== null) said.set(step.position, line)
      }
    if (now.state !== 'running' || performance.now() > until) return now
    await pause(LOOK_EVERY_MS)
    now = await valueOf(context, apiOf(context).retirements.get({ agentId: begun.agent.id }))
  }
}

function lineOf({ title, state, attempts, why }: StepView): string | null {
  if (state === 'proven') return `✓ ${title}`
  if (state === 'open') return `✗ ${title}: ${why ?? 'not proven'}`
  return attempts > 0 && why ? `… ${title}: ${why}; it is tried again` : null
}

const names = (all: readonly { name: string }[]): string => all.map(({ name }) => name).join(' ') || 'none'

const previewText = ({ agent, barred, covers, steps, named_by, delegates_to, keys, mandates, review_items, systems }: RetirementPreview): string =>
  facts([
    ['agent', agent.name],
    ...(barred ? [['not possible', barred] as const] : []),
    ['stops', `${covers.live_tokens} live tokens, ${covers.calls_in_flight} calls in flight, at ${covers.points.length} enforcement points`],
    ['revokes', `${keys} keys, ${mandates} mandates`],
    ['tells', names(systems)],
    ['named by', named_by.length === 0 ? 'none' : `${names(named_by)} (each gets a draft without it)`],
    ['delegates to', names(delegates_to)],
    ['open review items', review_items],
    ...steps.map(({ title, about }, n) => [`step ${n + 1}`, `${title}. ${about}`] as const),
  ])
