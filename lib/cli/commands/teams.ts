import type { Command } from 'commander'
import { apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { personIdOf } from '../person-id'
import { plainJson } from '../plain'
import { facts, table } from '../table'
import { namedThings } from './named-things'

type SetOptions = { lead?: string; mailbox?: string; json?: boolean }

export function teamCommands(program: Command, context: CliContext): void {
  const teams = program.command('teams').description('teams: who leads them, who works in them, and what their agents would be without their lead')
  const { named } = namedThings(teams, context, {
    what: 'team',
    list: () => valueOf(context, apiOf(context).teams.list({})),
    none: 'no team is set up: nobody follows for a team when somebody leaves',
    head: ['name', 'lead', 'mailbox', 'members', 'agents'],
    cells: (one) => [one.name, one.lead ? `${one.lead.name}${one.lead.active ? '' : ' (has left)'}` : 'nobody', one.mailbox, one.members, one.agents],
  })

  teams
    .command('show')
    .description('print a team with its members')
    .argument('<name>')
    .option('--json', 'print it as JSON')
    .action(async (name: string, { json }: { json?: boolean }) => {
      const team = await valueOf(context, apiOf(context).teams.get({ teamId: (await named(name)).id }))
      if (json) return context.out(plainJson(team))
      context.out(facts([['lead', team.lead ? `${team.lead.name}${team.lead.active ? '' : ', who has left'}` : 'nobody'], ['mailbox', team.mailbox], ['agents', team.agents], ['on the lead alone', team.on_lead_alone]]))
      if (team.members.length > 0) context.out(table(['member', 'state', 'answers for', 'id'], team.members.map((one) => [one.name, one.active ? (one.lead ? 'leads it' : '') : 'has left', one.agents, one.id])))
    })

  teams
    .command('set')
    .description('make a team, or change the one of that name: what is left out is nobody and none')
    .argument('<name>')
    .option('--lead <person>', 'who follows last: e-mail or id')
    .option('--mailbox <address>', 'an address that several people read; it answers for no agent')
    .option('--json', 'print it as JSON')
    .action(async (name: string, { lead, mailbox, json }: SetOptions) => {
      const api = apiOf(context)
      const made = await valueOf(context, api.teams.put({ name, mailbox, ...(lead === undefined ? {} : { leadId: (await personIdOf(context, api, lead)) as never }) }))
      if (json) return context.out(plainJson(made))
      context.say(`${made.name}: ${made.lead ? `${made.lead.name} leads it` : 'nobody leads it'}`)
    })

  for (const [verb, about, done] of [['add', 'take somebody into a team; an administrator or its lead', 'is in'], ['remove', 'take somebody out of a team', 'is no longer in']] as const)
    teams
      .command(verb)
      .description(about)
      .argument('<name>')
      .argument('<person>', 'e-mail or id')
      .action(async (name: string, person: string) => {
        const api = apiOf(context)
        const input = { teamId: (await named(name)).id as never, personId: (await personIdOf(context, api, person)) as never }
        const team = await valueOf(context, verb === 'add' ? api.teams.addMember(input) : api.teams.removeMember(input))
        context.say(`${person} ${done} ${team.name}`)
      })
}
