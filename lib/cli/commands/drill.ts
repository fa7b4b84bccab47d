import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import type { DrillView, SelfTestView } from '@/lib/identity/drills/contract'
import { apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plain, plainJson } from '../plain'
import { facts, table } from '../table'

const LOOK_EVERY_MS = 500
/** Longer than the authority lets a drill take. */
const ENDED_MS_MAX = 240_000

const STATE = { refused: 'refused', never_refused: 'DID NOT REFUSE', no_answer: 'no answer', not_proven: 'not proven' } as const

/** Both exit with 1 when the answer is not a yes, so that a script can rely on them. */
export function drillCommands(program: Command, context: CliContext): void {
  program
    .command('drill')
    .description('halt agents of Lanyard’s own, and measure until every enforcement point refuses')
    .option('--json', 'print the drill as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { id } = await valueOf(context, apiOf(context).containment.drill({}))
      const drill = await ended(context, id)
      context.out(json ? plainJson(drill) : drillText(drill))
      if (drill.outcome !== 'passed') throw new CliError(`the drill failed: ${drill.problem ?? 'it says not why'}`)
    })

  program
    .command('self-test')
    .description('ask every enforcement point whether an order would arrive, over the route that it would take')
    .option('--value <value>', 'what the answers must hold; left out: random')
    .option('--json', 'print the answers as JSON')
    .action((options: { value?: string; json?: boolean }) => selfTest(context, options))
}

export async function selfTest(context: CliContext, { value, json }: { value?: string; json?: boolean }): Promise<void> {
  const answer = await valueOf(context, apiOf(context).containment.selfTest({ value: value ?? randomBytes(16).toString('base64url') }))
  context.out(json ? plainJson(answer) : selfTestText(answer))
  if (answer.verdict !== 'answered') throw new CliError('whether an order would arrive everywhere is not known')
}

async function ended(context: CliContext, id: string): Promise<DrillView> {
  const until = performance.now() + ENDED_MS_MAX
  while (performance.now() < until) {
    const { drills } = await valueOf(context, apiOf(context).containment.drills({}))
    const drill = drills.find((one) => one.id === id)
    if (drill?.state === 'done') return drill
    await pause(LOOK_EVERY_MS)
  }
  throw new CliError('the drill has not ended; `lanyard drill` started it, and the Containment page shows it')
}

const ms = (value: number | null): string => (value === null ? '-' : `${Math.round(value)} ms`)

export function drillText(drill: DrillView): string {
  return [
    facts([
      ['drill', drill.id],
      ['outcome', drill.outcome ?? drill.state],
      ['order to refusal', `p50 ${ms(drill.p50_ms)}, p99 ${ms(drill.p99_ms)}`],
      ['points proven', `${drill.points_proven ?? 0} of ${drill.points_total ?? 0}`],
    ]),
    table(
      ['place', 'found', 'slowest', 'receipt', 'calls', 'detail'],
      drill.probes.map((probe) => [probe.name, STATE[probe.state], ms(probe.samples.length > 0 ? Math.max(...probe.samples) : null), ms(probe.receipt_ms), probe.calls, probe.detail]),
    ),
  ].join('\n')
}

export function selfTestText({ value, points }: SelfTestView): string {
  if (points.length === 0) return `no enforcement point is enrolled: nobody answered ${plain(value)}`
  return [
    `asked with ${plain(value)}`,
    table(['enforcement point', 'answer', 'lease'], points.map(({ name, state, ms: took, lease_held }) => [name, state === 'answered' ? `answered in ${ms(took)}` : 'not known', lease_held === null ? '-' : lease_held ? 'held' : 'none: it refuses everything'])),
  ].join('\n')
}
