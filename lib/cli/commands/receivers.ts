import type { Command } from 'commander'
import type { ReceiverView } from '@/lib/identity/signals/contract'
import { apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { plainJson } from '../plain'
import { table } from '../table'
import { namedThings } from './named-things'

export function receiverCommands(program: Command, context: CliContext): void {
  const receivers = program.command('receivers').description('who cannot send receipts, and is told of orders by shared signals (OpenID SSF, CAEP)')
  const { named, act } = namedThings(receivers, context, {
    what: 'receiver',
    list: () => valueOf(context, apiOf(context).receivers.list({})),
    description: 'list them, with their streams',
    none: 'there is no receiver',
    head: ['name', 'stream', 'waiting', 'verified'],
    cells: ({ name, stream }) => [name, stream ? `${stream.delivery}, ${stream.status}` : 'none yet: told of nothing', String(stream?.waiting ?? ''), stream?.verified_at ?? ''],
  })

  receivers
    .command('add')
    .description('make a client with which a receiver sets up its stream; its secret is printed once')
    .argument('<name>')
    .option('--json', 'print it as JSON')
    .action(async (name: string, { json }: { json?: boolean }) => {
      const made = await valueOf(context, apiOf(context).receivers.add({ name }))
      if (json) return context.out(plainJson(made))
      context.out(table(['', ''], [['configuration', made.configuration], ['token endpoint', made.token_endpoint], ['client_id', made.client_id], ['client_secret', made.client_secret]]))
      context.say('the secret is printed now and kept nowhere')
    })

  receivers
    .command('pause')
    .description('hold what it would be told, for 72 hours at most')
    .argument('<name>')
    .requiredOption('--reason <text>', 'why; the receiver is told')
    .action(async (name: string, { reason }: { reason: string }) => {
      await valueOf(context, apiOf(context).receivers.pause({ receiverId: (await named(name)).id, reason }))
      context.say(`paused ${name}`)
    })

  const calls = (verb: 'resume' | 'verify' | 'remove') => ({ id }: ReceiverView) => valueOf(context, apiOf(context).receivers[verb]({ receiverId: id }))
  act('resume', 'let it have what was held, and what comes', 'resumed {}', calls('resume'))
  act('verify', 'send it a verification event; `list` says when it was acknowledged', 'sent {} a verification', calls('verify'))
  act('remove', 'remove it: its credential opens nothing any more', 'removed {}', calls('remove'))
}
