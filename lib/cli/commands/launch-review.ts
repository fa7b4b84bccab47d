import { Option, type Command } from 'commander'
import { INDEPENDENCES, NAMED_MAX, NO_RESPONSES, REVIEWERS, SCOPES, STAGES_MAX, UNSUBMITTED } from '@/lib/identity/reviews/terms'
import type { LaunchCheck } from '@/lib/identity/reviews/contract'
import { apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { personIdOf } from '../person-id'
import { plain, plainJson } from '../plain'
import { table } from '../table'

const DAY_MS = 86_400_000
const REVIEWERS_SHOWN = 10

type PlanOptions = { name: string; scope: string; value?: string; reviewers: string; reviewer?: string[]; fallback: string; response: string; unsubmitted: string; stages: string; independence: string; secondLook?: boolean; graceDays: string; phaseFrom?: string; phaseFailures?: string; days: string; json?: boolean }
type LaunchOptions = PlanOptions & { snapshot: string; confirm?: string }

/** What a review is, as the console's builder asks it. */
const planned = (command: Command): Command =>
  command
    .requiredOption('--name <name>', 'what it is called')
    .addOption(new Option('--scope <scope>', 'which agents').choices(SCOPES).default('all'))
    .option('--value <value>', 'of the scope, such as the team')
    .addOption(new Option('--reviewers <who>', 'who decides').choices(REVIEWERS).default('owner'))
    .option('--reviewer <person...>', `who, where named people do, up to ${NAMED_MAX}: their e-mails or ids; each agent is one person’s, split evenly`)
    .requiredOption('--fallback <person>', 'who decides where that is nobody with access: their e-mail or id')
    .addOption(new Option('--response <rule>', 'what happens where nobody answers: escalate is once to the reviewer’s manager, else the fallback, with half of the time more, and then suspend').choices(NO_RESPONSES).default('keep'))
    .addOption(new Option('--unsubmitted <rule>', 'what is decided and not submitted when it is due: submitted as it stands where nobody else has to agree, or no answer').choices(UNSUBMITTED).default('submit'))
    .option('--stages <count>', `how many people at least look at each item, up to ${STAGES_MAX}`, '1')
    .addOption(new Option('--independence <rule>', 'who reviews what they asked for: they do, and somebody else certifies it; or they never do').choices(INDEPENDENCES).default('certify'))
    .option('--second-look', 'what was decided in haste comes back once')
    .option('--grace-days <count>', 'a tool given less than so many days ago stays when its agent is reduced', '0')
    .option('--phase-from <count>', 'from more decisions than this that take access away they are confirmed, and applied in phases')
    .option('--phase-failures <percent>', 'more that fail, and applying pauses by itself')
    .option('--days <count>', 'how many days its reviewers have', '14')

async function planOf(context: CliContext, { name, scope, value, reviewers, reviewer, fallback, response, unsubmitted, stages, independence, secondLook, graceDays, phaseFrom, phaseFailures, days }: PlanOptions) {
  const api = apiOf(context)
  return {
    name, scope: scope as (typeof SCOPES)[number], ...(value === undefined ? {} : { value }), reviewers: reviewers as (typeof REVIEWERS)[number], ...(reviewer === undefined ? {} : { named: await Promise.all(reviewer.map((one) => personIdOf(context, api, one))) }),
    fallback: await personIdOf(context, api, fallback), no_response: response as (typeof NO_RESPONSES)[number], unsubmitted: unsubmitted as (typeof UNSUBMITTED)[number], stages: Number(stages), independence: independence as (typeof INDEPENDENCES)[number],
    second_look: secondLook === true, grace_days: Number(graceDays), ...(phaseFrom === undefined ? {} : { phase_from: Number(phaseFrom) }), ...(phaseFailures === undefined ? {} : { phase_failures: Number(phaseFailures) }), due_at: new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
  } // prettier-ignore
}

export function launchCommands(reviews: Command, context: CliContext): void {
  planned(reviews.command('check').description('the launch check: what would be reviewed, by whom, and what no answer would cost; nothing is launched'))
    .option('--json', 'print it as JSON')
    .action(async (options: PlanOptions) => {
      const check = await valueOf(context, apiOf(context).reviews.preview(await planOf(context, options)))
      if (options.json) return context.out(plainJson(check))
      say(context, check, options.response)
      context.say(`launch exactly this: the same options with --snapshot ${check.snapshot}${check.confirm ? ` --confirm ${JSON.stringify(plain(options.name))}` : ''}`)
    })

  planned(reviews.command('launch').description('launch a review exactly as its launch check said'))
    .requiredOption('--snapshot <digest>', 'from `lanyard reviews check` with the same options')
    .option('--confirm <name>', 'its name, exactly, where no answer takes access from many')
    .option('--json', 'print it as JSON')
    .action(async ({ snapshot, confirm, ...options }: LaunchOptions) => {
      const launched = await valueOf(context, apiOf(context).reviews.launch({ ...(await planOf(context, options)), snapshot, ...(confirm === undefined ? {} : { confirm }) }))
      if (options.json) return context.out(plainJson(launched))
      context.say(launched.state === 'launching' ? `launched: the evidence of ${launched.check.agents} agents is being gathered, then its reviewers are asked` : `launched: its reviewers are asked about ${launched.check.agents} agents`)
      context.out(launched.id)
    })

  reviews
    .command('cancel')
    .description('end a launch whose evidence is still being gathered: nobody was asked yet')
    .argument('<review>', 'its id')
    .requiredOption('--reason <reason>', 'why')
    .action(async (campaignId: string, { reason }: { reason: string }) => {
      await valueOf(context, apiOf(context).reviews.cancel({ campaignId, reason }))
      context.say('cancelled: nobody was asked')
    })
}

function say(context: CliContext, check: LaunchCheck, response: string): void {
  const { loses } = check
  context.say(`${check.agents} agents, ${check.reviewer_count} reviewers; ${check.ownerless} without a live owner, ${check.fallback} to the fallback, ${check.need_second} need a second person`)
  context.say(`${response === 'escalate' ? 'if nobody answers, it goes to their managers, else to the fallback; if they do not answer either, and at once where nobody else may review it' : 'if nobody answers'}: ${loses.agents} agents lose access, ${loses.production} of them in production, ${loses.high} of high or critical risk`)
  if (check.overloaded > 0) context.say(`${check.overloaded} reviewers get more items than one person reviews well`)
  if (check.uncertifiable > 0) context.say(`${check.uncertifiable} items have too few who may certify them`)
  context.out(table(['reviewer', 'items'], check.reviewers.slice(0, REVIEWERS_SHOWN).map(({ person, items }) => [person.name, String(items)])))
}
