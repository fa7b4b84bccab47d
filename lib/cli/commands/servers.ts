import type { Command } from 'commander'
import { apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plainJson } from '../plain'
import { table } from '../table'

type AddOptions = { title?: string; description?: string; owner?: string; url?: string; guard?: string; json?: boolean }

export function serverCommands(program: Command, context: CliContext): void {
  const servers = program.command('servers').description('MCP servers behind the gateway, and resource servers that guard themselves')

  servers
    .command('list')
    .description('list them, with the resource that agents ask tokens for')
    .option('--json', 'print them as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const all = await valueOf(context, apiOf(context).toolServers.list({}))
      if (json) return context.out(plainJson(all))
      if (all.length === 0) return context.say('no tool servers are registered')
      context.out(
        table(
          ['slug', 'title', 'transport', 'tools', 'owner', 'resource'],
          all.map((one) => [one.slug, one.title, one.transport, one.discovered_at ? one.tools.length : 'not asked yet', one.owner?.name ?? 'nobody', one.resource]),
        ),
      )
    })

  servers
    .command('add')
    .description('put a server behind the gateway: `add crm --url https://…`, or `add crm -- command args` for one that the gateway starts; `add crm --guard https://…` for one with `lanyard/guard`')
    .argument('<slug>')
    .argument('[command...]', 'a command that the gateway allows, and its arguments, after `--`')
    .option('--url <url>', 'where it speaks Streamable HTTP')
    .option('--guard <url>', 'its own address, which tokens name; it is not behind the gateway')
    .option('--title <text>', 'what people call it')
    .option('--description <text>', 'what it is for')
    .option('--owner <person>', 'who answers for it: their e-mail or id')
    .option('--json', 'print it as JSON')
    .action(async (slug: string, [command, ...args]: string[], { url, guard, title, description, owner, json }: AddOptions) => {
      if ([url, guard, command].filter((one) => one !== undefined).length !== 1) throw new CliError('give --url, or a command after `--`, or --guard, and one of them alone')
      const transport = guard !== undefined ? { kind: 'guard' as const, url: guard } : url !== undefined ? { kind: 'http' as const, url } : { kind: 'stdio' as const, command: command ?? '', args }
      const added = await valueOf(context, apiOf(context).toolServers.register({ slug, title: title ?? slug, description, owner, transport }))
      context.out(json ? plainJson(added) : `added ${added.slug}: agents ask for tokens for ${added.resource}`)
    })

  servers
    .command('owner')
    .description('say who answers for a server; a review by resource owners asks them')
    .argument('<slug>')
    .argument('[person]', 'their e-mail or id')
    .option('--none', 'nobody does')
    .option('--json', 'print it as JSON')
    .action(async (slug: string, person: string | undefined, { none, json }: { none?: boolean; json?: boolean }) => {
      if ((person === undefined) !== (none === true)) throw new CliError('name a person, or give --none')
      const api = apiOf(context)
      const server = (await valueOf(context, api.toolServers.list({}))).find((one) => one.slug === slug)
      if (!server) throw new CliError(`there is no tool server \`${slug}\` here`)
      const changed = await valueOf(context, api.toolServers.setOwner({ serverId: server.id, owner: person ?? null }))
      context.out(json ? plainJson(changed) : `${changed.slug}: ${changed.owner ? `${changed.owner.name} answers for it` : 'nobody answers for it'}`)
    })
}
