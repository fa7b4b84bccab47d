import type { Command } from 'commander'
import { apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { plainJson } from '../plain'
import { table } from '../table'
import { namedThings } from './named-things'

export function scimCommands(program: Command, context: CliContext): void {
  const scim = program.command('scim').description('clients that provision people and agents (SCIM 2.0)')
  const { act } = namedThings(scim, context, {
    what: 'SCIM client',
    list: () => valueOf(context, apiOf(context).scimClients.list({})),
    none: 'there is no SCIM client',
    head: ['name', 'state', 'last used', 'expires', 'made by'],
    cells: ({ name, state, last_used_at: used, expires_at: expires, created }) => [name, state, used ?? 'never', expires, created.by],
  })

  scim
    .command('token')
    .description('make a client, and print its token once')
    .argument('<name>')
    .option('--days <number>', 'how long the token is good for', '365')
    .option('--json', 'print it as JSON')
    .action(async (name: string, { days, json }: { days: string; json?: boolean }) => {
      const made = await valueOf(context, apiOf(context).scimClients.add({ name, days }))
      if (json) return context.out(plainJson(made))
      context.out(table(['', ''], [['base URL', made.base_url], ['token', made.token], ['expires', made.expires_at]]))
      context.say('the token is printed now and kept nowhere')
    })

  act('revoke', 'end a client: its token opens nothing any more', 'revoked {}', ({ id }) => valueOf(context, apiOf(context).scimClients.revoke({ clientId: id })))
}
