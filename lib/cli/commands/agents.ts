import type { Command } from 'commander'
import { agentIdOf, apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { plainJson } from '../plain'
import { facts, table } from '../table'
import type { CardOptions } from './card'
import type { ImportOptions } from './import-agents'
import type { RetireOptions } from './retire'
import type { TagOptions } from './tag-agents'

type TransferOptions = { to?: string; as: string; reason?: string; accept?: boolean; decline?: boolean; cancel?: boolean; json?: boolean }
type DiffOptions = { from?: string; to?: string; json?: boolean }
type ListOptions = { query?: string; status?: string; person?: string; team?: string; tag?: string; ownerless?: boolean; all?: boolean; limit: string; json?: boolean }
const PAGE_MAX = 200

export function agentCommands(program: Command, context: CliContext): void {
  const agents = program.command('agents').description('register, list and read agents')

  agents
    .command('register')
    .description('register the agents of a YAML or JSON file of identity documents (`-`: standard input)')
    .argument('<file>')
    .option('--key <file>', 'keep the private key here instead of LANYARD_HOME/agents/<name>.jwk.json; a key that is there is used')
    .option('--json', 'print what was registered as JSON')
    .action(async (file: string, options: { key?: string; json?: boolean }) => (await import('./register-agents')).registerAgents(context, file, options))

  agents
    .command('list')
    .description('list agents by name')
    .option('-q, --query <text>', 'part of the name')
    .option('--status <status>', 'draft, active, suspended, quarantined or retired')
    .option('--person <id>', 'their owner or sponsor')
    .option('--team <name>', 'of this team')
    .option('--tag <tag>', 'with this tag')
    .option('--ownerless', 'whose owner or sponsor has left')
    .option('--limit <count>', 'how many at most', '50')
    .option('--all', 'all of them')
    .option('--json', 'print them as JSON')
    .action(async (options: ListOptions) => {
      const api = apiOf(context)
      const filter = { q: options.query, status: options.status as never, person: options.person, team: options.team, tag: options.tag, ...(options.ownerless ? { ownerless: 'true' } : {}) }
      const limit = options.all ? PAGE_MAX : options.limit
      const page = await valueOf(context, api.agents.list({ ...filter, limit }))
      const items = [...page.items]
      let next = page.next
      while (options.all && next !== null) {
        const more = await valueOf(context, api.agents.list({ ...filter, limit, cursor: next }))
        items.push(...more.items)
        next = more.next
      }
      if (options.json) return context.out(plainJson(items))
      if (items.length === 0) return context.say('no agents match')
      context.out(
        table(
          ['name', 'status', 'risk', 'owner', 'sponsor', 'platform', 'last active', 'id'],
          items.map((agent) => [agent.name, agent.status, agent.risk_level, agent.owner.name, agent.sponsor.name, agent.platform, agent.last_active_at ?? 'never', agent.id]),
        ),
      )
      if (next !== null) context.say('there are more: --all lists them')
    })

  agents
    .command('show')
    .alias('get')
    .description('show one agent')
    .argument('<agent>', 'its id or name')
    .option('--json', 'print it as JSON')
    .action(async (agent: string, options: { json?: boolean }) => {
      const api = apiOf(context)
      const found = await valueOf(context, api.agents.get({ agentId: await agentIdOf(context, api, agent) }))
      if (options.json) return context.out(plainJson(found))
      const halted = found.contained_by.map((order) => `halted by ${order.ordered_by} at ${order.committed_at}${order.reason ? `: ${order.reason}` : ''}`)
      context.out(
        facts([
          ['name', found.name],
          ['status', found.status],
          ...halted.map((line) => ['', line] as const),
          ['id', found.id],
          ['spiffe_id', found.spiffe_id],
          ['purpose', found.purpose],
          ['owner', found.owner.name],
          ['sponsor', found.sponsor.name],
          ['risk', found.risk_level],
          ['platform', found.platform],
          ['tags', found.tags.join(' ') || null],
          ['tools', found.document.tools.map((tool) => `mcp:${tool.mcp_server}:${tool.tool_id}`).join(' ') || null],
          ['may delegate to', found.delegates_to.map((one) => one.name).join(' ') || null],
          ['live delegations', found.live_delegations],
          ['last active', found.last_active_at ?? 'never'],
          ['next review', found.next_review_at],
          ['document', `revision ${found.revision.number}, ${found.revision.status}, ${found.revision.digest}`],
          ...(found.draft && found.draft.id !== found.revision.id ? [['draft', `revision ${found.draft.number}, by ${found.draft.author}, ${found.draft.digest}`] as const] : []),
          ['keys', found.credentials.filter((key) => key.revoked_at === null).map((key) => `${key.alg} ${key.kid}`).join(' ') || null],
        ]),
      )
    })

  agents
    .command('diff')
    .description('show what the draft would change, or what differs between two revisions; breaking changes are marked `!`')
    .argument('<agent>', 'its id or name')
    .option('--from <number>', 'the earlier revision; left out, the one in force')
    .option('--to <number>', 'the later revision; left out, the draft')
    .option('--json', 'print it as JSON')
    .action(async (agent: string, options: DiffOptions) => (await import('./revisions')).showDiff(context, agent, options))

  agents
    .command('apply')
    .description('make a file so: register the agents of it that are new, and write a draft for those whose document differs')
    .argument('<file>', 'identity documents in YAML or JSON (`-`: standard input)')
    .option('--note <text>', 'why, for whoever approves the drafts')
    .option('--json', 'print what was done as JSON')
    .action(async (file: string, options: { note?: string; json?: boolean }) => (await import('./revisions')).applyFile(context, file, options))

  agents
    .command('import')
    .description('register the agents of a CSV file, a line each; those that are here by their name are not registered again')
    .argument('<file>', 'its first line names the columns: name, owner and purpose at least (`-`: standard input)')
    .option('--dry-run', 'say what would come of each line, and change nothing')
    .option('--json', 'print what came of each line as JSON')
    .action(async (file: string, options: ImportOptions) => (await import('./import-agents')).importAgents(context, file, options))

  agents
    .command('tag')
    .description('add and remove tags of agents, by name or all that a filter finds; tags find agents and give them nothing')
    .argument('[agents...]', 'their ids or names')
    .option('--add <tags...>', 'tags to add')
    .option('--remove <tags...>', 'tags to remove')
    .option('-q, --query <text>', 'all with this in their name, instead of naming them')
    .option('--person <id>', 'all that this person owns or sponsors')
    .option('--json', 'print what came of it as JSON')
    .action(async (named: string[], options: TagOptions) => (await import('./tag-agents')).tagAgents(context, named, options))

  agents
    .command('transfer')
    .description('offer agents to another owner or sponsor, who accepts; or accept, decline or take back what is offered')
    .argument('[agents...]', 'their ids or names')
    .option('--to <person>', 'whom they are offered to: an e-mail address or id')
    .option('--as <role>', 'owner or sponsor', 'owner')
    .option('--reason <text>', 'why')
    .option('--accept', 'accept what you are offered of these agents, or all of it')
    .option('--decline', 'decline it')
    .option('--cancel', 'take the offer of these agents back')
    .option('--json', 'print the transfers as JSON')
    .action(async (named: string[], options: TransferOptions) => (await import('./transfers')).transferAgents(context, named, options))

  agents
    .command('card')
    .description('show the A2A agent card of an agent as others would read it; publish it, signed, at its public address, or withdraw it')
    .argument('<agent>', 'its id or name')
    .option('--publish', 'make it public that there is this agent, and what its card says')
    .option('--url <address>', 'with --publish: where the agent answers A2A calls; left out, as published before')
    .option('--withdraw', 'make it so no more; copies that others took stay with them')
    .option('--json', 'print it as JSON')
    .action(async (agent: string, options: CardOptions) => (await import('./card')).card(context, agent, options))

  agents
    .command('retire')
    .description('end the life of an agent, for good: stop it, revoke and deprovision, prove that nothing answers, archive; follows until done')
    .argument('<agent>', 'its id or name')
    .option('--reason <text>', 'why; needed')
    .option('--successor <agent>', 'the agent that others are to name in its place')
    .option('--preview', 'say what it would do, and do nothing')
    .option('--again', 'have the steps that stayed open tried again')
    .option('--no-wait', 'begin it, and do not follow')
    .option('--json', 'print the retirement as JSON')
    .action(async (agent: string, options: RetireOptions) => (await import('./retire')).retire(context, agent, options))

  agents
    .command('approve')
    .description('bring the draft that you read into force; never your own')
    .argument('<agent>', 'its id or name')
    .option('--digest <digest>', 'of the draft that you read (`lanyard agents diff`); without it, it is shown and approved as it is now')
    .option('--json', 'print the agent as JSON')
    .action(async (agent: string, options: { digest?: string; json?: boolean }) => (await import('./revisions')).approveDraft(context, agent, options))
}
