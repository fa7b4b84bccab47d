import type { Command } from 'commander'
import { apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plainJson } from '../plain'
import { table } from '../table'

export function witnessCommands(program: Command, context: CliContext): void {
  const witness = program.command('witness').description('who cosigns the heads of this log, and whose heads are cosigned here (C2SP tlog-witness)')
  const [ours, theirs] = [() => apiOf(context).witnesses, () => apiOf(context).witnessed]

  witness
    .command('list')
    .description('list the witnesses of this log, with how far each has cosigned it')
    .option('--json', 'print them as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const all = await valueOf(context, ours().list({}))
      if (json) return context.out(plainJson(all))
      if (all.length === 0) return context.say('there is no witness: nobody else vouches for this log')
      context.out(table(['name', 'address', 'cosigned', 'behind', 'problem'], all.map((one) => [one.name, one.url, one.cosigned ? `${n(one.cosigned.size)} at ${one.cosigned.at}` : 'nothing yet', n(one.behind), one.problem ?? ''])))
    })

  witness
    .command('add')
    .description('have every new head of this log cosigned by a witness')
    .argument('<name>')
    .requiredOption('--url <url>', 'its address: what add-checkpoint is below')
    .requiredOption('--key <vkey>', 'the key that it cosigns with, as `lanyard witness key` prints it there')
    .action(async (name: string, { url, key }: { url: string; key: string }) => {
      const made = await valueOf(context, ours().add({ name, url, vkey: key }))
      context.say(`added ${made.name}, at ${made.url}`)
    })

  witness
    .command('remove')
    .description('ask a witness no more')
    .argument('<name>')
    .action(async (name: string) => {
      const found = (await valueOf(context, ours().list({}))).find((one) => one.name === name)
      if (!found) throw new CliError(`there is no witness \`${name}\``)
      await valueOf(context, ours().remove({ witnessId: found.id }))
      context.say(`removed ${name}`)
    })

  witness
    .command('key')
    .description('the address and the key of this Lanyard as a witness of others')
    .action(async () => {
      const { url, vkey } = await valueOf(context, theirs().list({}))
      context.out(vkey)
      context.say(`at ${url}`)
    })

  witness
    .command('logs')
    .description('list the logs whose heads are cosigned here')
    .option('--json', 'print them as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { logs } = await valueOf(context, theirs().list({}))
      if (json) return context.out(plainJson(logs))
      if (logs.length === 0) return context.say('no log is witnessed here')
      context.out(table(['origin', 'entries', 'seen', 'conflict'], logs.map((one) => [one.origin, one.head ? n(one.head.size) : 'nothing yet', one.head?.at ?? '', one.conflict ? `two heads of one size, ${one.conflict.at}` : ''])))
    })

  witness
    .command('add-log')
    .description('cosign the heads of a log from now on')
    .argument('<vkey>', 'the log’s key, as `lanyard log trust` prints it there')
    .action(async (vkey: string) => {
      const { origin } = await valueOf(context, theirs().add({ vkey }))
      context.say(`heads of ${origin} are cosigned from now on`)
    })

  witness
    .command('remove-log')
    .description('cosign the heads of a log no more; which was the newest stays known')
    .argument('<origin>')
    .action(async (origin: string) => {
      const found = (await valueOf(context, theirs().list({}))).logs.find((one) => one.origin === origin)
      if (!found) throw new CliError(`\`${origin}\` is not witnessed here`)
      await valueOf(context, theirs().remove({ logId: found.id }))
      context.say(`heads of ${origin} are cosigned no more`)
    })
}

const n = (value: number): string => value.toLocaleString('en')
