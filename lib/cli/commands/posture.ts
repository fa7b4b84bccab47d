import type { Command } from 'commander'
import type { PostureView } from '@/lib/identity/posture/contract'
import { apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { plainJson } from '../plain'
import { facts, table } from '../table'

const GAPS_SHOWN = 10
const score = (value: number | null): string => (value === null ? 'unknown' : String(Math.round(value)))

export function postureCommands(program: Command, context: CliContext): void {
  program
    .command('posture')
    .description('where the agents stand, computed from evidence')
    .command('show')
    .description('show the scores by dimension, and the gaps, most risk for the least effort first')
    .option('--json', 'print everything as JSON, with every fact')
    .action(async ({ json }: { json?: boolean }) => {
      const view = await valueOf(context, apiOf(context).posture.get({}))
      if (json) return context.out(plainJson(view))
      if (view.state !== 'computed') return context.say(view.state === 'nothing_yet' ? 'nothing yet: no agent is registered' : 'not computed yet: the first snapshot is on its way')
      context.out(postureText(view))
    })
}

export function postureText({ taken_at, scores, dimensions, gaps }: PostureView): string {
  return [
    facts([
      ['as of', taken_at],
      ['identity', score(scores.identity)],
      ['operation', score(scores.operation)],
    ]),
    table(
      ['dimension', 'score', 'level', 'target', 'published', 'measured'],
      dimensions.map((one) => [one.title, score(one.score), one.level, String(Math.round(one.target)), one.published === null ? null : String(one.published), `${one.measured} of ${one.facts.length}`]),
    ),
    table(
      ['gap', 'good', 'wanted', 'adds', 'remedy'],
      gaps.slice(0, GAPS_SHOWN).map((gap) => [gap.title, gap.total === 0 ? 'unknown' : `${gap.good} of ${gap.total}`, `${Math.round(gap.threshold * 100)} %`, (gap.gain * gap.effort).toFixed(1), gap.remedy?.label ?? 'none yet']),
    ),
  ].join('\n\n')
}
