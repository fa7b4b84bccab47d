import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { PostureView } from '@/lib/identity/posture/contract'
import { apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { trustKey } from '../log-keys'
import { plain, plainJson } from '../plain'
import { facts, table } from '../table'

const GAPS_SHOWN = 10
const score = (value: number | null): string => (value === null ? 'unknown' : String(Math.round(value)))

export function postureCommands(program: Command, context: CliContext): void {
  const posture = program.command('posture').description('where the agents stand, computed from evidence')

  posture
    .command('show')
    .description('show the scores by dimension, and the gaps, most risk for the least effort first')
    .option('--json', 'print everything as JSON, with every fact')
    .action(async ({ json }: { json?: boolean }) => {
      const view = await valueOf(context, apiOf(context).posture.get({}))
      if (json) return context.out(plainJson(view))
      if (view.state !== 'computed') return context.say(view.state === 'nothing_yet' ? 'nothing yet: no agent is registered' : 'not computed yet: the first snapshot is on its way')
      context.out(postureText(view))
    })

  posture
    .command('report')
    .description('write where the agents stand as a signed report: a PDF, and the JSON that `lanyard verify` checks it by')
    .requiredOption('--out <name>', 'write NAME.pdf and NAME.json')
    .option('--day <date>', 'the snapshot of this day (UTC, YYYY-MM-DD) instead of the newest')
    .action(async ({ out, day }: { out: string; day?: string }) => {
      const { json, pdf, vkey } = await valueOf(context, apiOf(context).posture.report(day === undefined ? {} : { day }))
      const name = out.replace(/\.(pdf|json)$/, '')
      writeFileSync(`${name}.pdf`, Buffer.from(pdf, 'base64'), { mode: 0o600 })
      writeFileSync(`${name}.json`, json, { mode: 0o600 })
      if (trustKey(context, vkey)) context.say(`the log’s key is trusted from now on: ${plain(vkey)}`)
      context.say(`wrote ${plain(name)}.pdf and ${plain(name)}.json; verify: lanyard verify ${plain(name)}.pdf`)
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
