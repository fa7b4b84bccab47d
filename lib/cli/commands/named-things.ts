import type { Command } from 'commander'
import { CliError, type CliContext } from '../context'
import { plainJson } from '../plain'
import { table } from '../table'

type Kind<Thing> = Readonly<{
  /** In the singular, as in `there is no … of that name`. */
  what: string
  list: () => Promise<readonly Thing[]>
  /** What `list` is for, and what it says where there is none. */
  description?: string
  none: string
  head: readonly string[]
  cells: (thing: Thing) => readonly (string | number | null)[]
}>

/** Things that have names: `list` below this command prints them; and what finds one by its name, or does something with it. */
export function namedThings<Thing extends { name: string }>(parent: Command, context: CliContext, { what, list, description = 'list them', none, head, cells }: Kind<Thing>) {
  parent
    .command('list')
    .description(description)
    .option('--json', 'print them as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const all = await list()
      if (json) return context.out(plainJson(all))
      if (all.length === 0) return context.say(none)
      context.out(table(head, all.map(cells)))
    })

  async function named(name: string): Promise<Thing> {
    const found = (await list()).find((one) => one.name === name)
    if (!found) throw new CliError(`there is no ${what} \`${name}\``)
    return found
  }

  /** A command that does one thing with the one of this name, and says it: `done`, with the name for {}. */
  function act(verb: string, description: string, done: string, carryOut: (thing: Thing) => Promise<unknown>): void {
    parent
      .command(verb)
      .description(description)
      .argument('<name>')
      .action(async (name: string) => {
        await carryOut(await named(name))
        context.say(done.replace('{}', () => name))
      })
  }
  return { named, act }
}
