import type { Command } from 'commander'
import { apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plainJson } from '../plain'
import { table } from '../table'

const STATE = { connected: 'connected', lease_expired: 'no lease: refuses everything', never_connected: 'never connected', revoked: 'revoked' } as const

export function pointCommands(program: Command, context: CliContext): void {
  const points = program.command('points').description('enforcement points: the gateway, and resource servers with `lanyard/guard`')

  points
    .command('list')
    .description('list them, with what their leases say')
    .option('--json', 'print them as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const all = await valueOf(context, apiOf(context).containment.points({}))
      if (json) return context.out(plainJson(all))
      if (all.length === 0) return context.say('no enforcement point is enrolled: nothing is enforced')
      context.out(table(['name', 'guards', 'state', 'address'], all.map((one) => [one.name, one.server ?? 'tool servers (gateway)', STATE[one.state], one.url])))
    })

  points
    .command('invite')
    .description('make a code with which one process of a resource server enrols, once, within 15 minutes')
    .argument('<server>', 'slug of a server that was added with `servers add <slug> --guard URL`')
    .option('--point <name>', 'one for each of its processes, beginning with the slug and a hyphen; left out: the slug')
    .option('--json', 'print it as JSON')
    .action(async (server: string, { point, json }: { point?: string; json?: boolean }) => {
      const made = await valueOf(context, apiOf(context).containment.invitePoint({ server, ...(point === undefined ? {} : { point }) }))
      context.out(json ? plainJson(made) : made.code)
      if (!json) context.say(`for ${made.name} at ${made.resource}, until ${made.expires_at}; give it to openGuard as \`code\``)
    })

  points
    .command('revoke')
    .description('take one out: it refuses everything when its lease ends, three seconds from now at the latest')
    .argument('<name>')
    .action(async (name: string) => {
      const point = (await valueOf(context, apiOf(context).containment.points({}))).find((one) => one.name === name && one.state !== 'revoked')
      if (!point) throw new CliError(`there is no enforcement point \`${name}\``)
      await valueOf(context, apiOf(context).containment.revokePoint({ pointId: point.id }))
      context.say(`revoked ${name}`)
    })
}
