import type { Command } from 'commander'
import { apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { plainJson } from '../plain'
import { table } from '../table'

type ListOptions = { open?: boolean; limit: string; json?: boolean }

export function incidentCommands(program: Command, context: CliContext): void {
  const incidents = program.command('incidents').description('incidents: what orders opened them, what was done, and what was found')

  incidents
    .command('list')
    .description('list incidents, newest first')
    .option('--open', 'only those that nobody has resolved')
    .option('--limit <count>', 'how many at most', '50')
    .option('--json', 'print them as JSON')
    .action(async ({ open, limit, json }: ListOptions) => {
      const page = await valueOf(context, apiOf(context).incidents.list({ limit, ...(open ? { open: 'true' } : {}) }))
      if (json) return context.out(plainJson(page.items))
      if (page.items.length === 0) return context.say(open ? 'no incident is open' : 'there was no incident yet')
      context.out(
        table(
          ['number', 'over', 'opened', 'by', 'steps done', 'overdue', 'orders in force', 'state', 'id'],
          page.items.map(({ number, subject, opened_at, opened_by, steps, orders, resolved, id }) => [
            String(number), subject.name, opened_at, opened_by, `${steps.done} of ${steps.total}`, String(steps.overdue), `${orders.in_force} of ${orders.total}`, resolved ? 'resolved' : 'open', id,
          ]), // prettier-ignore
        ),
      )
      if (page.next !== null) context.say('there are more: raise --limit')
    })

  incidents
    .command('show')
    .description('show one incident: its steps, and what happened in plain sentences')
    .argument('<incident>', 'its id')
    .option('--json', 'print it as JSON')
    .action(async (incidentId: string, { json }: { json?: boolean }) => {
      const incident = await valueOf(context, apiOf(context).incidents.get({ incidentId }))
      if (json) return context.out(plainJson(incident))
      const { number, subject, playbook, resolved, step_list: steps, timeline } = incident
      context.out(`incident ${number} over ${subject.name}: ${resolved ? `resolved by ${resolved.by}, because “${resolved.cause}”` : 'open'}`)
      context.out(`by the playbook ${playbook.name}, version ${playbook.version}`)
      context.out(
        table(
          ['done', 'phase', 'step', 'whose', 'due'],
          steps.map(({ done, phase, title, owner, due_at }) => [done ? `by ${done.by}` : 'no', phase, title, owner?.name ?? 'nobody', due_at ?? 'no time']),
        ),
      )
      context.out(table(['at', 'what happened'], timeline.map(({ at, sentence }) => [at, sentence.map((part) => ('text' in part ? part.text : part.name)).join('')])))
      if (incident.more_refusals) context.say('more was refused than is shown: lanyard log has all of it')
    })
}
