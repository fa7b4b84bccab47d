import type { Command } from 'commander'
import { createApi } from '@/lib/api/client'
import { apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { forgetCredential, readCredential } from '../credentials'
import { plainJson } from '../plain'
import { facts } from '../table'

export function sessionCommands(program: Command, context: CliContext): void {
  program
    .command('login')
    .description('sign in in the browser')
    .option('--no-browser', 'only print the address to open')
    // Loaded here, so that a halt does not wait for what it has no use for.
    .action(async (options: { browser: boolean }) => (await import('../login')).login(context, options.browser))

  program
    .command('logout')
    .description('end the session and forget its token')
    .action(async () => {
      const credential = readCredential(context)
      if (!credential) {
        forgetCredential(context)
        return context.say('nobody was signed in')
      }
      const api = createApi({ origin: context.environment.issuer, token: credential.token })
      const ended = await api.me.signOut({}).catch(() => null)
      forgetCredential(context)
      context.say(ended ? 'signed out' : 'the token is forgotten here, but the authority could not be told: it ends by itself after 30 minutes without use')
    })

  program
    .command('whoami')
    .description('who is asking, and what they may do')
    .option('--json', 'print it as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const me = await valueOf(context, apiOf(context).me.get({}))
      if (json) return context.out(plainJson(me))
      context.out(
        facts([
          ['name', me.name],
          ['e-mail', me.email],
          ['role', me.role ?? 'root token'],
          [me.tenant.kind === 'sample' ? 'sample' : 'company', me.tenant.name],
          ['authority', context.environment.issuer],
        ]),
      )
    })
}
