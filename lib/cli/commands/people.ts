import { Option, type Command } from 'commander'
import { PERSON_STATUSES, ROLES, type Role } from '@/lib/identity/access/contract'
import { apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { plainJson } from '../plain'
import { table } from '../table'

type ListOptions = { query?: string; status?: (typeof PERSON_STATUSES)[number]; limit: string; all?: boolean; json?: boolean }
const PAGE_MAX = 200

export function peopleCommands(program: Command, context: CliContext): void {
  const people = program.command('people').description('who works here')

  people
    .command('invite')
    .description('invite somebody; the link is printed once, and works once')
    .argument('<email>')
    .requiredOption('--name <name>', 'their name')
    .addOption(new Option('--role <role>', 'their role').choices(ROLES).makeOptionMandatory())
    .option('--json', 'print the invitation as JSON')
    .action(async (email: string, { name, role, json }: { name: string; role: Role; json?: boolean }) => {
      const link = await valueOf(context, apiOf(context).people.invite({ email, name, role }))
      if (json) return context.out(plainJson(link))
      context.say(`invited ${link.person.name}; the link is good until ${link.expiresAt}:`)
      context.out(link.url)
    })

  people
    .command('list')
    .description('list people by name')
    .option('-q, --query <text>', 'part of the name or of the e-mail address')
    .addOption(new Option('--status <status>', 'only these').choices(PERSON_STATUSES))
    .option('--limit <count>', 'how many at most', '50')
    .option('--all', 'all of them')
    .option('--json', 'print them as JSON')
    .action(async (options: ListOptions) => {
      const api = apiOf(context)
      const filter = { q: options.query, status: options.status, limit: options.all ? PAGE_MAX : options.limit }
      const page = await valueOf(context, api.people.list(filter))
      const items = [...page.items]
      let { next } = page
      while (options.all && next !== null) {
        const more = await valueOf(context, api.people.list({ ...filter, cursor: next }))
        items.push(...more.items)
        next = more.next
      }
      if (options.json) return context.out(plainJson(items))
      if (items.length === 0) return context.say('nobody matches')
      context.out(table(['name', 'e-mail', 'role', 'status', 'id'], items.map((one) => [one.name, one.email, one.role, one.status, one.id])))
      if (next !== null) context.say('there are more: --all lists them')
    })
}
