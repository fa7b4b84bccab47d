import type { Command } from 'commander'
import { apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { plainJson } from '../plain'
import { table } from '../table'

export function keyCommands(program: Command, context: CliContext): void {
  const keys = program.command('keys').description('the issuer’s signing keys')

  keys
    .command('list')
    .description('list them, those that sign first')
    .option('--json', 'print them as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const listed = await valueOf(context, apiOf(context).keys.list({}))
      if (json) return context.out(plainJson(listed))
      context.out(
        table(
          ['kid', 'alg', 'state', 'made', 'signs since', 'ended'],
          listed.keys.map((key) => [key.kid, key.alg, key.state, key.created_at, key.activated_at, key.revoked_at ?? key.retired_at]),
        ),
      )
      if (listed.next_rotation_at) context.say(`the next keys take over by themselves at ${listed.next_rotation_at}`)
    })

  keys
    .command('rotate')
    .description('let the next keys sign; what the old ones signed stays good until it expires')
    .option('--forced', 'revoke the old keys: what they signed is refused within three seconds')
    .option('--json', 'print what changed as JSON')
    .action(async ({ forced = false, json }: { forced?: boolean; json?: boolean }) => {
      const rotated = await valueOf(context, apiOf(context).keys.rotate({ forced }))
      if (json) return context.out(plainJson(rotated))
      context.out(`sign from now on: ${rotated.current.join(', ')}`)
      context.out(`${forced ? 'revoked' : 'published for another day'}: ${rotated.ended.join(', ')}`)
    })
}
