import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { DrawView } from '@/lib/identity/audit/contract'
import { apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { trustKey } from '../log-keys'
import { plain, plainJson } from '../plain'
import { facts, table } from '../table'

type DrawOptions = { since: string; until?: string; seed?: string; size?: string; person?: string; tool?: string; result?: 'allowed' | 'denied' | 'ok' | 'failed' | 'cut'; all?: boolean; json?: boolean }

export function auditCommands(program: Command, context: CliContext): void {
  const audit = program.command('audit').description('random samples of the record, each event followed to its human')

  audit
    .command('draw')
    .description('draw 25 events at random; the same seed, filter, period and size draw the same again')
    .requiredOption('--since <time>', 'from this moment on (ISO 8601)')
    .option('--until <time>', 'up to this moment; otherwise until now')
    .option('--seed <seed>', 'by this seed, instead of one that is made')
    .option('--size <entries>', 'of the log when it had this many entries: to draw again what somebody drew')
    .option('--person <id>', 'done in this person’s name')
    .option('--tool <tool>', 'with this tool')
    .option('--result <result>', 'with this result')
    .option('--all', 'out of everything recorded, and not of calls, tokens and halts alone')
    .option('--json', 'print it as JSON, with the evidence of each event')
    .action(async ({ all, json, ...asked }: DrawOptions) => {
      const draw = await valueOf(context, apiOf(context).audit.make({ ...asked, show: all ? 'all' : 'calls' }))
      context.out(json ? plainJson(draw) : drawText(draw))
    })

  audit
    .command('show')
    .description('show a sample, with what is missing on the way from each event to its human')
    .argument('<draw>', 'its id')
    .option('--json', 'print it as JSON')
    .action(async (drawId: string, { json }: { json?: boolean }) => {
      const draw = await valueOf(context, apiOf(context).audit.get({ drawId }))
      context.out(json ? plainJson(draw) : drawText(draw))
    })

  audit
    .command('pack')
    .description('write a sample as signed evidence, which `lanyard verify` checks')
    .argument('<draw>', 'its id')
    .requiredOption('--out <file>', 'write it here, as a zip file')
    .action(async (drawId: string, { out }: { out: string }) => {
      const { zip, vkey } = await valueOf(context, apiOf(context).audit.pack({ drawId }))
      writeFileSync(out, Buffer.from(zip, 'base64'), { mode: 0o600 })
      if (trustKey(context, vkey)) context.say(`the log’s key is trusted from now on: ${plain(vkey)}`)
      context.say(`wrote ${plain(out)}; verify: lanyard verify ${plain(out)}`)
    })
}

function drawText(draw: DrawView): string {
  return [
    facts([
      ['id', draw.id],
      ['seed', draw.seed],
      ['period', `${draw.since} to ${draw.until}`],
      ['out of', `${draw.population} entries, of a log of ${draw.size}`],
      ['looked at', `${draw.marked} of ${draw.events}, ${draw.not_followed} not followed`],
    ]),
    table(
      ['no', 'position', 'action', 'human', 'missing', 'found'],
      draw.items.map((item) => [item.number, item.position, item.event.action, item.evidence.find(({ what }) => what === 'human')?.detail ?? null, item.evidence.filter(({ state }) => state === 'missing').map(({ what }) => what).join(', ') || 'nothing', item.mark?.verdict ?? 'not looked at']),
    ),
  ].join('\n\n')
}
