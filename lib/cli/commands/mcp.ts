import { InvalidArgumentError, type Command } from 'commander'
import { parseId } from '@/lib/kernel/ids'
import { keyFileOf, readKey } from '../agent-key'
import { agentIdOf, apiOf } from '../api'
import { CliError, type CliContext } from '../context'
import type { BridgeOptions } from '../mcp/options'
import { plain } from '../plain'

type Options = Omit<BridgeOptions, 'key' | 'clientId' | 'resource'> & { agent: string; clientId?: string; key?: string }

/**
 * For MCP hosts that can start a command but cannot hold a DPoP key: a bridge that speaks MCP on its standard input
 * and output. The run's key and its tokens are in this process and nowhere else; the host, and the model, see neither.
 */
export function mcpCommand(program: Command, context: CliContext): void {
  program
    .command('mcp <url>')
    .description('be an MCP server on standard input and output, and pass everything through the gateway at <url> as an agent')
    .requiredOption('--agent <agent>', 'its name or id; its key is taken from LANYARD_HOME/agents')
    .option('--client-id <id>', 'its client id; left out, it is looked up by the name')
    .option('--key <file>', 'its private key, where it is not in LANYARD_HOME/agents')
    .option('--autonomous', 'act under the sponsor’s standing mandate instead of for a person who consents')
    .option('--scope <scope...>', 'what to ask for; left out, all that the identity document names of this server')
    .option('--purpose <text>', 'why; the person reads it on the consent page')
    .option('--mandate-lifetime <seconds>', 'for how long to ask; the person may shorten it', seconds)
    .option('--no-browser', 'only print the address of the consent page')
    .action(async (url: string, options: Options) => {
      const resource = resourceOf(url)
      const file = options.key ?? keyFileOf(context, options.agent)
      const key = readKey(file)
      if (!key) throw new CliError(`there is no key of \`${options.agent}\` in ${file}`)
      const clientId = options.clientId ?? (parseId(options.agent) ? options.agent : await agentIdOf(context, apiOf(context), options.agent))
      // Loaded here, so that a halt does not wait for what it has no use for.
      const { bridgeAs } = await import('../mcp/bridge-as')
      await bridgeAs({ ...context, say: (text) => context.say(text.split('\n').map(plain).join('\n')) }, { ...options, clientId, key, resource })
    })
}

function resourceOf(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new CliError(`\`${url}\` is not an address such as http://localhost:4100/mcp/files`)
  return new URL(url).href
}

function seconds(raw: string): number {
  if (!/^\d{1,8}$/.test(raw)) throw new InvalidArgumentError('a number of seconds')
  return Number(raw)
}
