import { InvalidArgumentError, type Command } from 'commander'
import { MODES } from '@/lib/identity/containment/contract'
import { parseId } from '@/lib/kernel/ids'
import { agentIdOf, apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plain, plainJson } from '../plain'
import { namedThings } from './named-things'

/** Within the time that the authority asks for an answer: eight times in some hundred seconds. */
const SECONDS_MAX = 90
type RunOptions = { hook: string; listen: { host: string; port: number }; agent: string[]; timeout: number; env: string[] }

export function hookCommands(program: Command, context: CliContext): void {
  const hooks = program.command('hooks').description('runtime hooks: who stops the pod, the process or the job that an agent runs in')
  const { act } = namedThings(hooks, context, {
    what: 'runtime hook',
    list: () => valueOf(context, apiOf(context).containment.hooks({})),
    none: 'there is no runtime hook: an order stops what agents may do, and not what they run in',
    head: ['id', 'name', 'address', 'told of'],
    cells: ({ id, name, url, modes }) => [id, name, url, modes.join(' ')],
  })

  hooks
    .command('add')
    .description('call this address, with a signed notice, after an order has committed; prints the hook’s id')
    .argument('<name>')
    .argument('<url>', 'where `lanyard hooks run` or a program of yours answers')
    .option('--modes <modes>', `which orders, separated by commas: ${MODES.join(', ')}`, 'suspend,quarantine,kill')
    .option('--json', 'print it as JSON')
    .action(async (name: string, url: string, { modes, json }: { modes: string; json?: boolean }) => {
      const chosen = modes.split(/[\s,]+/).filter(Boolean)
      const unknown = chosen.find((mode) => !(MODES as readonly string[]).includes(mode))
      if (unknown) throw new CliError(`\`${unknown}\` is no mode: there are ${MODES.join(', ')}`)
      const made = await valueOf(context, apiOf(context).containment.addHook({ name, url, modes: MODES.filter((mode) => chosen.includes(mode)) }))
      context.out(json ? plainJson(made) : made.id)
    })

  act('remove', 'remove one: it is called no more', 'removed {}', ({ id }) => valueOf(context, apiOf(context).containment.removeHook({ hookId: id })))

  hooks
    .command('run')
    .description('be a runtime hook beside what agents run in: verify each notice, and carry it out by a command')
    .argument('<command...>', 'after `--`: a program and its arguments, started without a shell; {agents} {order} {mode} {grain} {target} {run} stand for ids of the order')
    .requiredOption('--hook <id>', 'its id, as `hooks add` prints it')
    .option('--listen <place>', 'where to answer, as PORT or ADDRESS:PORT', place, { host: '127.0.0.1', port: 4300 })
    .option('--agent <agent...>', 'names or ids of the agents that run here; other orders are answered with nothing to stop', [])
    .option('--timeout <seconds>', 'how long the command may take', seconds, 30)
    .option('--env <name...>', 'variables of this environment that the command gets besides PATH and HOME', [])
    .action((command: string[], options: RunOptions) => runHook(context, command, options))
}

async function runHook(context: CliContext, [file = '', ...args]: readonly string[], { hook, listen: { host, port }, agent, timeout, env }: RunOptions): Promise<void> {
  if (!parseId(hook)) throw new CliError(`\`${hook}\` is not the id of a runtime hook`)
  const agents = await Promise.all(agent.map(async (one) => (parseId(one) ? one : agentIdOf(context, apiOf(context), one))))
  // Loaded here, so that a halt does not wait for what it has no use for.
  const [{ hookServer }, { issuerKeys }, { listen }] = await Promise.all([import('../hooks/hook-server'), import('@/lib/guard/issuer-keys'), import('@/lib/kernel/listen')])
  const { issuer } = context.environment
  const command = { file, args, timeoutMs: timeout * 1_000, pass: env }
  const server = hookServer({ issuer, hookId: hook, keys: issuerKeys(issuer), now: Date.now, notBefore: Date.now() / 1_000, command, agents, say: (text) => context.say(plain(text)) })
  await listen(server, { port, bind: host, variable: '--listen' })
  context.say(`a runtime hook for ${issuer} at http://${host.includes(':') ? `[${host}]` : host}:${port}, carried out by ${plain(file)}`)
  await new Promise<void>((ended) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ended())
  })
  // What is being carried out ends and is answered; nothing new is begun.
  await new Promise<void>((closed) => {
    server.close(() => closed())
    server.closeIdleConnections()
  })
}

function place(raw: string): { host: string; port: number } {
  const [, host = '127.0.0.1', port] = /^(?:\[?([0-9a-f.:]+)\]?:)?(\d{1,5})$/i.exec(raw) ?? []
  if (!port || Number(port) < 1 || Number(port) > 65_535) throw new InvalidArgumentError('a port, or an address and a port such as 10.0.0.5:4300')
  return { host, port: Number(port) }
}

function seconds(raw: string): number {
  if (!/^\d{1,2}$/.test(raw) || Number(raw) < 1 || Number(raw) > SECONDS_MAX) throw new InvalidArgumentError(`seconds, from 1 to ${SECONDS_MAX}`)
  return Number(raw)
}
