import { InvalidArgumentError, type Command } from 'commander'
import type { LapseNumbers, LapsePreview } from '@/lib/identity/registry/lapse-contract'
import { OwnershipNumbers } from '@/lib/identity/registry/ownership-contract'
import { RISK_LEVELS } from '@/lib/kernel/risk-levels'
import { apiOf, valueOf } from '../api'
import type { CliContext } from '../context'
import { plainJson } from '../plain'
import { facts } from '../table'
import { confirmAgents, type ConfirmOptions } from './confirm-agents'

type Numbers = Partial<Record<(typeof RISK_LEVELS)[number], number>> & { json?: boolean }
type LapseOptions = Numbers & { reconfirm?: boolean; inactive?: boolean; inactiveDays?: number; notice?: number; grace?: number; preview?: boolean }

export function ownershipCommands(program: Command, context: CliContext): void {
  const ownership = program.command('ownership').description('how many people answer for an agent, how often they confirm it, and what follows where nobody does')

  ownership
    .command('show')
    .description('print the numbers that are in force')
    .option('--json', 'print them as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const api = apiOf(context).ownership
      const [people, lapse] = [await valueOf(context, api.rule({})), await valueOf(context, api.lapseRule({}))]
      if (json) return context.out(plainJson({ people, lapse }))
      context.out(facts([...peopleFacts(people.numbers), ...lapseFacts(lapse.numbers)]))
      if (!lapse.set) context.say('nobody has set when agents lapse: none does')
    })

  byRisk(ownership.command('people').description('set how many people answer for an agent at least'), 'people at least')
    .option('--json', 'print the numbers as JSON')
    .action(async (options: Numbers) => {
      const api = apiOf(context).ownership
      const { numbers } = await valueOf(context, api.rule({}))
      const set = await valueOf(context, api.setRule({ ...numbers, ...OwnershipNumbers.partial().parse(onlyRisks(options)) }))
      context.out(options.json ? plainJson(set) : facts(peopleFacts(set.numbers)))
    })

  byRisk(ownership.command('lapse').description('set when an agent stops that nobody confirms or that is not used; what is left out stays as it is'), 'days between two confirmations')
    .option('--reconfirm', 'an agent that nobody confirms stops')
    .option('--no-reconfirm', 'it does not')
    .option('--inactive', 'an agent that is not used stops')
    .option('--no-inactive', 'it does not')
    .option('--inactive-days <days>', 'how long without a token is not used', whole)
    .option('--notice <days>', 'how long before people are told', whole)
    .option('--grace <days>', 'how long after it stops', whole)
    .option('--preview', 'say how many agents it would touch, and change nothing')
    .option('--json', 'print it as JSON')
    .action(async (options: LapseOptions) => {
      const api = apiOf(context).ownership
      const { numbers } = await valueOf(context, api.lapseRule({}))
      const { reconfirm, inactive, inactiveDays, notice, grace } = options
      const given = { reconfirm, inactive, inactive_days: inactiveDays, notice_days: notice, grace_days: grace, ...onlyRisks(options) }
      const asked: LapseNumbers = { ...numbers, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) }
      if (options.preview) {
        const preview = await valueOf(context, api.previewLapseRule(asked))
        return context.out(options.json ? plainJson(preview) : facts(previewFacts(preview)))
      }
      const set = await valueOf(context, api.setLapseRule(asked))
      context.out(options.json ? plainJson(set) : facts(lapseFacts(set.numbers)))
    })

  ownership
    .command('confirm')
    .description('say that agents are still needed; only who answers for one can')
    .argument('[agents...]', 'their ids or names')
    .option('--due', 'all of yours that wait to be confirmed')
    .option('--json', 'print what came of it as JSON')
    .action((agents: string[], options: ConfirmOptions) => confirmAgents(context, agents, options))
}

function byRisk(command: Command, of: string): Command {
  for (const risk of RISK_LEVELS) command.option(`--${risk} <number>`, `at ${risk} risk: ${of}`, whole)
  return command
}
const onlyRisks = (options: Numbers): Numbers => Object.fromEntries(RISK_LEVELS.flatMap((risk) => (options[risk] === undefined ? [] : [[risk, options[risk]]])))

type Pairs = [string, string | number][]
const peopleFacts = (numbers: OwnershipNumbers): Pairs => RISK_LEVELS.map((risk) => [`people at ${risk} risk`, numbers[risk]])
const lapseFacts = (numbers: LapseNumbers): Pairs => [
  ['stops where nobody confirms it', numbers.reconfirm ? 'yes' : 'no'],
  ...RISK_LEVELS.map((risk): [string, string] => [`confirmed at ${risk} risk within`, `${numbers[risk]} days`]),
  ['stops where it is not used', numbers.inactive ? `for ${numbers.inactive_days} days` : 'no'],
  ['notice', `${numbers.notice_days} days`],
  ['grace', `${numbers.grace_days} days`],
]
const previewFacts = ({ agents, reconfirm, inactive, first_stop_at }: LapsePreview): Pairs => [
  ['agents that act', agents],
  ...(['reconfirm', 'inactive'] as const).map((kind): [string, string] => {
    const { told_now, told, soon } = kind === 'reconfirm' ? reconfirm : inactive
    return [kind === 'reconfirm' ? 'nobody confirmed' : 'not used', `${told_now} told of at once, ${told} told of already, ${soon} more within 30 days`]
  }),
  ['the first would stop', first_stop_at ?? 'none that is known of'],
]

function whole(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('a whole number')
  return Number(text)
}
