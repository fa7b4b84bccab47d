import { Option, type Command } from 'commander'
import { ROLES, type Role } from '@/lib/identity/access/contract'
import { apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { plainJson } from '../plain'
import { table } from '../table'

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
    .description('list everybody by name')
    .option('--json', 'print them as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const everybody = await valueOf(context, apiOf(context).people.list({}))
      if (json) return context.out(plainJson(everybody))
      if (everybody.length === 0) return context.say('nobody is here yet')
      context.out(table(['name', 'e-mail', 'role', 'status', 'id'], everybody.map((one) => [one.name, one.email, one.role, one.status, one.id])))
    })
}
