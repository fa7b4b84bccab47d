import type { Command } from 'commander'
import { apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plainJson } from '../plain'
import { facts } from '../table'

export function sampleCommands(program: Command, context: CliContext): void {
  const sample = program.command('sample').description('the sample company: made up, apart from yours')

  sample
    .command('status')
    .description('whether there is one, and how far it is built')
    .option('--json', 'print it as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const view = await valueOf(context, apiOf(context).sample.get({}))
      if (json) return context.out(plainJson(view))
      context.out(view.state === 'none' || view.state === 'erased' ? `there is no sample company here (${view.state})` : facts([['sample', view.name], ['state', view.state], ['built', `${view.done} of ${view.total}`]]))
    })

  sample
    .command('open')
    .description('a link with which one browser looks around in it, once')
    .action(async () => {
      const { url, expiresAt } = await valueOf(context, apiOf(context).sample.open({}))
      context.say(`open it before ${expiresAt}; whoever is signed in in that browser is signed out:`)
      context.out(url)
    })

  sample
    .command('erase')
    .description('erase it whole and for good; recorded in the company’s ledger')
    .option('--name <name>', 'its name, to confirm; left out: says what would go')
    .option('--json', 'print what went as JSON')
    .action(async ({ name, json }: { name?: string; json?: boolean }) => {
      const api = apiOf(context)
      const preview = await valueOf(context, api.sample.preview({}))
      if (preview.name === '') throw new CliError('there is no sample company here')
      const counted = ({ rows }: typeof preview) => facts(rows.map(({ what, count }) => [what, count] as const))
      if (name === undefined) {
        context.out(counted(preview))
        throw new CliError(`nothing was erased: to erase this, add --name '${preview.name}'`)
      }
      const erased = await valueOf(context, api.sample.erase({ name }))
      if (json) return context.out(plainJson(erased))
      context.say(`erased ${erased.name}:`)
      context.out(counted(erased))
    })
}
