import { createWriteStream, renameSync, rmSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as WebStream } from 'node:stream/web'
import type { Command } from 'commander'
import { openPack } from '@/lib/api/export-client'
import { LOG_KEY_HEADER } from '@/lib/kernel/export-formats'
import { accessOf, apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { trustKey } from '../log-keys'
import { plain, plainJson } from '../plain'
import { table } from '../table'
import { decideCommands } from './decide-review'
import { launchCommands } from './launch-review'

type ListOptions = { limit: string; json?: boolean }
type ShowOptions = { mine?: boolean; json?: boolean }

export function reviewCommands(program: Command, context: CliContext): void {
  const reviews = program.command('reviews').description('access reviews: what is asked of whom, and what became of it')

  reviews
    .command('list')
    .description('list access reviews, newest first')
    .option('--limit <count>', 'how many at most', '50')
    .option('--json', 'print them as JSON')
    .action(async ({ limit, json }: ListOptions) => {
      const page = await valueOf(context, apiOf(context).reviews.list({ limit }))
      if (json) return context.out(plainJson(page.items))
      if (page.items.length === 0) return context.say('nothing has been reviewed yet')
      context.out(
        table(
          ['name', 'state', 'final', 'for you', 'due', 'without an answer', 'id'],
          page.items.map(({ name, state, progress, due_at, escalated_at, no_response, id }) => [name, state, state === 'launching' ? `${progress.total} of ${progress.planned} gathered` : `${progress.final} of ${progress.total}`, `${progress.mine + progress.mine_to_certify}${progress.mine_ready > 0 ? `, ${progress.mine_ready} not submitted` : ''}`, due_at, escalated_at === null ? no_response : `escalated ${escalated_at}, then suspend`, id]),
        ),
      )
      if (page.next !== null) context.say('there are more: raise --limit')
    })

  reviews
    .command('show')
    .description('show the items of an access review, with what was decided and what was found afterwards')
    .argument('<review>', 'its id')
    .option('--mine', 'only what is yours to decide')
    .option('--json', 'print them as JSON, with their evidence')
    .action(async (campaignId: string, { mine, json }: ShowOptions) => {
      const page = await valueOf(context, apiOf(context).reviews.items({ campaignId, show: mine ? 'mine' : 'all' }))
      if (json) return context.out(plainJson(page.items))
      if (page.items.length === 0) return context.say('it has no such items')
      context.out(
        table(
          ['agent', 'risk', 'reviewer', 'state', 'decision', 'effect', 'recommended, because'],
          page.items.map((item) => [item.agent.name, item.risk_level, item.reviewer.name, item.state, item.decision?.what ?? '', item.effect?.state ?? '', `${item.recommendation.decision}: ${item.recommendation.reason}`]),
        ),
      )
      if (page.next !== null) context.say('there are more: the console’s file has all of them')
    })

  launchCommands(reviews, context)
  decideCommands(reviews, context)

  reviews
    .command('schedules')
    .description('list what is reviewed again and again, the next date first')
    .option('--json', 'print them as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { items } = await valueOf(context, apiOf(context).reviewSchedules.list({}))
      if (json) return context.out(plainJson(items))
      if (items.length === 0) return context.say('nothing is scheduled')
      context.out(
        table(
          ['name', 'every', 'next', 'waits for a person because', 'without an answer', 'id'],
          items.map(({ name, every, next_at, held_because, plan, id }) => [name, every.replace('_', '-'), next_at, held_because ?? (plan ? '' : 'it cannot be read'), plan?.no_response ?? 'unknown', id]),
        ),
      )
    })

  const phases = reviews.command('phases').description('how decisions that take access from many are applied: confirmed first, then 10 %, 50 %, all')

  phases
    .command('show')
    .description('show how far it is, and what waits for whom')
    .argument('<review>', 'its id')
    .option('--json', 'print it as JSON')
    .action(async (campaignId: string, { json }: { json?: boolean }) => {
      const { apply, name } = await valueOf(context, apiOf(context).reviews.get({ campaignId }))
      if (json) return context.out(plainJson(apply))
      if (apply.held > 0) context.say(`${apply.held} decisions wait: lanyard reviews phases confirm ${campaignId} --items ${apply.held} --name ${JSON.stringify(plain(name))}`)
      if (apply.paused) context.say(`paused ${apply.paused.by ? `by ${plain(apply.paused.by)}` : 'by itself'}: ${plain(apply.paused.because)}`)
      if (apply.steps.length === 0) return context.say(apply.held > 0 ? 'nothing was confirmed yet' : `nothing is applied in phases: that is from more than ${apply.from} decisions that take access away`)
      context.out(table(['phase', 'items', 'applied', 'failed or drifted', 'pending'], apply.steps.map((step) => [`${step.phase}${step.phase === apply.phase ? ' (now)' : ''}`, String(step.items), String(step.applied), String(step.failed), String(step.pending)])))
    })

  phases
    .command('confirm')
    .description('let what waits be applied, a phase at a time')
    .argument('<review>', 'its id')
    .requiredOption('--items <count>', 'how many you have read to wait')
    .requiredOption('--name <name>', 'the review’s name, exactly')
    .action(async (campaignId: string, { items, name }: { items: string; name: string }) => {
      const { apply } = await valueOf(context, apiOf(context).reviews.confirmApply({ campaignId, held: Number(items), confirm: name }))
      context.say(`confirmed: ${apply.steps.map((step) => `${step.items} in phase ${step.phase}`).join(', ')}`)
    })

  phases
    .command('pause')
    .description('hold what would take access away; nothing that was applied is undone')
    .argument('<review>', 'its id')
    .requiredOption('--reason <reason>', 'why')
    .action(async (campaignId: string, { reason }: { reason: string }) => {
      await valueOf(context, apiOf(context).reviews.pauseApply({ campaignId, reason }))
      context.say('paused')
    })

  phases
    .command('resume')
    .description('let it go on, whatever has failed until now')
    .argument('<review>', 'its id')
    .action(async (campaignId: string) => {
      await valueOf(context, apiOf(context).reviews.resumeApply({ campaignId }))
      context.say('it goes on')
    })

  reviews
    .command('answer')
    .description('answer a question that was put to you about an agent under review')
    .argument('<question>', 'its id, from `lanyard reviews show REVIEW --json`')
    .argument('<answer>', 'what you know')
    .action(async (questionId: string, answer: string) => {
      await valueOf(context, apiOf(context).reviewItems.answer({ questionId, answer }))
      context.say('answered: whoever decides reads it')
    })

  reviews
    .command('pack')
    .description('write a finished review as signed evidence, which `lanyard verify` checks')
    .argument('<review>', 'its id')
    .requiredOption('--out <file>', 'write it here, as a zip file')
    .action(async (campaignId: string, { out }: { out: string }) => {
      const { body, headers } = await valueOf(context, openPack(accessOf(context), campaignId))
      const part = `${out}.part`
      try {
        await pipeline(Readable.fromWeb(body as WebStream), createWriteStream(part, { mode: 0o600 }))
        renameSync(part, out)
      } catch (thrown) {
        rmSync(part, { force: true })
        throw new CliError(`the pack did not come to its end, and nothing was kept: ${(thrown as Error).message}`)
      }
      const vkey = headers.get(LOG_KEY_HEADER)
      if (vkey && trustKey(context, vkey)) context.say(`the log’s key is trusted from now on: ${plain(vkey)}`)
      context.say(`wrote ${plain(out)}; verify: lanyard verify ${plain(out)}`)
    })
}
