import type { Api } from '@/lib/api/client'
import type { ReviewDecision, ReviewItemView } from '@/lib/identity/reviews/contract'
import { PEOPLE } from './company'
import type { Estate } from './estate'
import { need } from './need'

const DAY_MS = 86_400_000
const DUE_DAYS = 12
/** Tries for a review whose launch check was overtaken: a mandate was given or withdrawn in between. */
const LAUNCHES_MAX = 3
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString()

/** Whom its administrators ask, what is asked, and what no answer means. */
const WHOLE = { name: 'Autumn review of all agents', scope: 'all', reviewers: 'owner', no_response: 'keep', second_look: true, grace_days: 14 } as const
const SUPPORT = { name: 'Support agents before the holidays', scope: 'team', value: 'Support', reviewers: 'sponsor', no_response: 'keep' } as const

/**
 * A review that is over, one that waits for the owners, and one that will come by itself. Each is made once, when the
 * agents have done something that can be looked at; one that was cut off half way is as good to look around in.
 */
export async function makeReviews(estate: Estate): Promise<void> {
  const { api } = estate.administrator
  const known = (await need(api.reviews.list({}))).items.map(({ name }) => name)
  if (!known.includes(SUPPORT.name)) await settle(estate, await launch(api, SUPPORT))
  if (!known.includes(WHOLE.name)) await begin(estate, await launch(api, WHOLE))
  if ((await need(api.reviewSchedules.list({}))).items.length > 0) return
  await need(
    api.reviewSchedules.add({ name: 'Quarterly review of all agents', scope: 'all', reviewers: 'owner', fallback: await meOf(api), no_response: 'keep', every: 'quarterly', due_days: 14, first_at: inDays(80) }),
  )
}

async function launch(api: Api, what: typeof WHOLE | typeof SUPPORT): Promise<string> {
  const plan = { ...what, fallback: await meOf(api), due_at: inDays(DUE_DAYS) }
  for (let tries = 1; ; tries++) {
    const { snapshot } = await need(api.reviews.preview(plan))
    const launched = await api.reviews.launch({ ...plan, snapshot })
    if (launched.ok || tries === LAUNCHES_MAX || launched.refusal.code !== 'conflict') return (await need(Promise.resolve(launched))).id
  }
}

const meOf = async (api: Api): Promise<string> => (await need(api.me.get({}))).id ?? ''
const itemsOf = async (api: Api, campaignId: string, show: 'mine' | 'certify') => (await need(api.reviews.items({ campaignId, show }))).items

/** One reviewer decides everything, and an administrator who did not ask for it agrees. */
async function settle({ person, administrator }: Estate, campaignId: string): Promise<void> {
  const { api } = await person('jonas')
  for (const item of await itemsOf(api, campaignId, 'mine')) await decide(api, item, 'keep', 'Both sort and answer every day; nothing else does it.')
  const decided = (await itemsOf(api, campaignId, 'mine')).filter(({ state }) => state === 'decided')
  await need(api.reviews.submit({ campaignId, items: decided.map(({ id, version }) => ({ id, version })) }))
  for (const item of await itemsOf(administrator.api, campaignId, 'certify')) await need(administrator.api.reviewItems.certify({ itemId: item.id, version: item.version, digest: item.document, agree: true }))
}

/** As far as people come in a morning: two decided and submitted, one decided, one that waits for an answer. */
async function begin({ person }: Estate, campaignId: string): Promise<void> {
  const { api } = await person('amara')
  const items = await itemsOf(api, campaignId, 'mine')
  const named = (name: string) => items.find(({ agent, state }) => agent.name === name && state === 'open')
  const submitted: string[] = []
  for (const [name, comment] of [['ledger-reader', 'Every other finance agent looks invoices up through it.'], ['invoice-matcher', 'The nightly run needs all of it.']] as const) {
    const item = named(name)
    if (!item) continue
    await decide(api, item, 'keep', comment)
    submitted.push(item.id)
  }
  const final = (await itemsOf(api, campaignId, 'mine')).filter(({ id }) => submitted.includes(id)).map(({ id, version }) => ({ id, version }))
  if (final.length > 0) await need(api.reviews.submit({ campaignId, items: final }))
  const scout = named('contract-scout')
  const asked = scout?.askable.find(({ name }) => name === PEOPLE.mariko.name)
  if (scout && asked) await need(api.reviewItems.ask({ itemId: scout.id, version: scout.version, of: asked.id, question: 'It read rate sheets in the night. Does Legal still need that?' }))
}

const decide = (api: Api, item: ReviewItemView, decision: ReviewDecision, comment: string) =>
  need(api.reviews.decide({ campaignId: item.campaign_id, items: [{ id: item.id, version: item.version, document: item.document }], decision, comment }))
