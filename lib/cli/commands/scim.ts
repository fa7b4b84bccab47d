import type { Command } from 'commander'
import { apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plainJson } from '../plain'
import { table } from '../table'

export function scimCommands(program: Command, context: CliContext): void {
  const scim = program.command('scim').description('clients that provision people and agents (SCIM 2.0)')
  const list = () => valueOf(context, apiOf(context).scimClients.list({}))

  scim
    .command('list')
    .description('list them')
    .option('--json', 'print them as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const all = await list()
      if (json) return context.out(plainJson(all))
      if (all.length === 0) return context.say('there is no SCIM client')
      context.out(table(['name', 'state', 'last used', 'expires', 'made by'], all.map(({ name, state, last_used_at: used, expires_at: expires, created }) => [name, state, used ?? 'never', expires, created.by])))
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

  scim
    .command('revoke')
    .description('end a client: its token opens nothing any more')
    .argument('<name>')
    .action(async (name: string) => {
      const found = (await list()).find((one) => one.name === name)
      if (!found) throw new CliError(`there is no SCIM client \`${name}\``)
      await valueOf(context, apiOf(context).scimClients.revoke({ clientId: found.id }))
      context.say(`revoked ${name}`)
    })
}
