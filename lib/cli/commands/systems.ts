import { Option, type Command } from 'commander'
import type { z } from 'zod'
import { TOKEN_HINTS, type AddSystemInput, type SystemView } from '@/lib/identity/retirement/contract'
import { agentIdOf, apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plainJson } from '../plain'
import { secretFrom } from '../secret-from'
import { namedThings } from './named-things'

type AddOptions = { scim?: string; oauth?: string; introspection?: string; secretStore?: string; header?: string; credentialFile: string; json?: boolean }
type HoldOptions = { tokenFile: string; hint: (typeof TOKEN_HINTS)[number]; json?: boolean }
const KIND = { scim: 'SCIM service', oauth: 'authorization server', secret_store: 'secret store' } as const

export function systemCommands(program: Command, context: CliContext): void {
  const systems = program.command('systems').description('systems elsewhere in which an agent ends when it is retired')
  const { named, act } = namedThings(systems, context, {
    what: 'connected system',
    list: () => valueOf(context, apiOf(context).connectedSystems.list({})),
    description: 'list them, none with its credential',
    none: 'no system is connected: an agent that is retired ends here alone',
    head: ['name', 'kind', 'address', 'tokens held', 'checked', 'problem'],
    cells: (one) => [one.name, KIND[one.kind], one.url, one.kind === 'oauth' ? one.tokens : null, one.checked?.at ?? 'never', one.checked?.problem ?? ''],
  })

  systems
    .command('add')
    .description('connect one: from now on, an agent that is retired ends there, too')
    .argument('<name>')
    .option('--scim <url>', 'a SCIM service: where its resources are, such as …/scim/v2/Users')
    .option('--oauth <url>', 'an authorization server: its revocation endpoint (RFC 7009)')
    .option('--introspection <url>', 'with --oauth: where a token is asked about afterwards (RFC 7662)')
    .option('--secret-store <url>', 'a secret store: the address of a secret, with {agent} where the agent’s id stands')
    .option('--header <name>', 'which header the credential is sent in; else Authorization')
    .requiredOption('--credential-file <file>', 'what stands in that header, such as Bearer …; - reads standard input. It is sealed')
    .option('--json', 'print it as JSON')
    .action(async (name: string, options: AddOptions) => {
      const place = placeOf(options)
      const made = await valueOf(context, apiOf(context).connectedSystems.add({ name, ...place, ...(options.header ? { header: options.header } : {}), credential: await secretFrom(options.credentialFile) }))
      if (options.json) return context.out(plainJson(made))
      context.say(`connected ${made.name}, at ${made.url}; \`lanyard systems check ${made.name}\` asks whether it would do it`)
    })

  systems
    .command('check')
    .description('ask one what a retirement would, of an agent that there is not; nothing is deleted')
    .argument('<name>')
    .option('--json', 'print what it answered as JSON')
    .action(async (name: string, { json }: { json?: boolean }) => {
      const { system, checks } = await valueOf(context, apiOf(context).connectedSystems.check({ systemId: (await named(name)).id }))
      if (json) context.out(plainJson({ system, checks }))
      else for (const one of checks) context.out(`${one.ok ? '✓' : '✗'} ${one.check}: ${one.detail}`)
      if (checks.some((one) => !one.ok)) throw new CliError(`${name} would not do what a retirement asks of it`)
    })

  systems
    .command('hold')
    .description('hand over a token that an agent has at an authorization server, so that its retirement revokes it')
    .argument('<name>')
    .argument('<agent>', 'its id or name')
    .requiredOption('--token-file <file>', 'the token; - reads standard input. It is sealed')
    .addOption(new Option('--hint <kind>', 'what it is').choices(TOKEN_HINTS).default('refresh_token'))
    .action(async (name: string, agent: string, { tokenFile, hint }: HoldOptions) => {
      const api = apiOf(context)
      const input = { systemId: (await named(name)).id, agentId: await agentIdOf(context, api, agent), hint }
      await valueOf(context, api.connectedSystems.hold({ ...input, token: await secretFrom(tokenFile) }))
      context.say(`handed over a token of ${agent} at ${name}`)
    })

  act('remove', 'connect one no more, and wipe its credential; not while a retirement has still to end something there', 'removed {}', ({ id }: SystemView) => valueOf(context, apiOf(context).connectedSystems.remove({ systemId: id })))
}

function placeOf({ scim, oauth, introspection, secretStore }: AddOptions): Pick<z.input<typeof AddSystemInput>, 'kind' | 'url' | 'introspection_url'> {
  const [place, ...more] = [
    ...(scim === undefined ? [] : [{ kind: 'scim' as const, url: scim }]),
    ...(oauth === undefined ? [] : [{ kind: 'oauth' as const, url: oauth }]),
    ...(secretStore === undefined ? [] : [{ kind: 'secret_store' as const, url: secretStore }]),
  ]
  if (!place || more.length > 0) throw new CliError('say one of --scim, --oauth and --secret-store')
  return introspection === undefined ? place : { ...place, introspection_url: introspection }
}
