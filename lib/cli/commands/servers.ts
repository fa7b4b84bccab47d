import type { Command } from 'commander'
import { apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plainJson } from '../plain'
import { table } from '../table'

type AddOptions = { title?: string; description?: string; url?: string; json?: boolean }

export function serverCommands(program: Command, context: CliContext): void {
  const servers = program.command('servers').description('MCP servers behind the gateway')

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
          ['slug', 'title', 'transport', 'tools', 'resource'],
          all.map((one) => [one.slug, one.title, one.transport, one.discovered_at ? one.tools.length : 'not asked yet', one.resource]),
        ),
      )
    })

  servers
    .command('add')
    .description('put a server behind the gateway: `add crm --url https://…`, or `add crm -- command args` for one that the gateway starts')
    .argument('<slug>')
    .argument('[command...]', 'a command that the gateway allows, and its arguments, after `--`')
    .option('--url <url>', 'where it speaks Streamable HTTP')
    .option('--title <text>', 'what people call it')
    .option('--description <text>', 'what it is for')
    .option('--json', 'print it as JSON')
    .action(async (slug: string, [command, ...args]: string[], { url, title, description, json }: AddOptions) => {
      if ((url === undefined) === (command === undefined)) throw new CliError('give --url, or a command after `--`, and not both')
      const transport = url === undefined ? { kind: 'stdio' as const, command: command ?? '', args } : { kind: 'http' as const, url }
      const added = await valueOf(context, apiOf(context).toolServers.register({ slug, title: title ?? slug, description, transport }))
      context.out(json ? plainJson(added) : `added ${added.slug}: agents ask for tokens for ${added.resource}`)
    })
}
