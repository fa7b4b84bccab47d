import type { Command } from 'commander'
import type { z } from 'zod'
import type { ArchivePage, RetentionView } from '@/lib/identity/ledger/retention-contract'
import { apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { plain, plainJson } from '../plain'
import { table } from '../table'

export function ledgerCommands(program: Command, context: CliContext): void {
  const ledger = program.command('ledger').description('how long entries stay in the database, and the files that they are in afterwards')
  const retention = () => valueOf(context, apiOf(context).ledgerRetention.get({}))

  ledger
    .command('retention')
    .description('say how long entries stay in the database, or change it')
    .option('--days <days>', 'half a year (183) at the least')
    .option('--json', 'print it as JSON')
    .action(async ({ days, json }: { days?: string; json?: boolean }) => {
      if (days !== undefined) await valueOf(context, apiOf(context).ledgerRetention.set({ days }))
      const now = await retention()
      if (json) return context.out(plainJson(now))
      for (const line of inWords(now)) context.out(line)
    })

  ledger
    .command('archives')
    .description('list the files of archived entries, the newest entries first; `lanyard verify FILE` checks one')
    .option('--json', 'print them as JSON, one a line')
    .action(async ({ json }: { json?: boolean }) => {
      const rows: string[][] = []
      for (let cursor: string | undefined; ; ) {
        const page: z.infer<typeof ArchivePage> = await valueOf(context, apiOf(context).ledgerRetention.archives({ limit: 100, cursor }))
        for (const one of page.items) {
          if (json) context.out(JSON.stringify(one))
          rows.push([one.file, `${one.first_position} to ${one.last_position}`, n(one.entries), one.occurred_until.slice(0, 10), one.removed_at === null ? 'here, too' : 'in the file alone', one.problem ?? ''])
        }
        if (page.next === null) break
        cursor = page.next
      }
      if (json) return
      if (rows.length === 0) return context.say('nothing is archived: every entry is in the database')
      context.out(table(['file', 'positions', 'entries', 'until', 'entries are', 'problem'], rows))
    })

  ledger
    .command('hold')
    .description('let nothing leave the database, however old, until the hold is lifted')
    .requiredOption('--reason <text>', 'why')
    .action(async ({ reason }: { reason: string }) => {
      await valueOf(context, apiOf(context).ledgerRetention.hold({ reason }))
      context.say('held: nothing leaves the database')
    })

  ledger
    .command('release')
    .description('lift the hold')
    .action(async () => {
      await valueOf(context, apiOf(context).ledgerRetention.release({}))
      context.say('the hold is lifted')
    })
}

const n = (value: number): string => value.toLocaleString('en')

function inWords({ days, minimum, hold, open_incidents, waits_for, oldest_at, archived, problems }: RetentionView): string[] {
  return [
    `entries stay in the database for ${n(days)} days at least (no less than ${minimum})`,
    ...(hold ? [`held since ${hold.at.slice(0, 10)} by ${plain(hold.by)}: ${plain(hold.reason)}`] : []),
    ...(open_incidents > 0 ? [`${open_incidents === 1 ? 'an incident is' : `${n(open_incidents)} incidents are`} open: what led to it stays`] : []),
    ...(waits_for.length > 0 ? [`${waits_for.length === 1 ? 'a stream is' : 'streams are'} behind (${plain(waits_for.join(', '))}): what has not left by them stays, until they are resumed or removed`] : []),
    `the oldest entry here is of ${oldest_at?.slice(0, 10) ?? 'no day yet'}`,
    `${n(archived.entries)} archived in ${archived.files === 1 ? 'one file' : `${n(archived.files)} files`}, ${n(archived.removed)} of them there alone`,
    ...problems.map(({ file, problem }) => `${plain(file)}: ${plain(problem)}; its entries stay here`),
  ]
}
