import { lockContainment } from '@/lib/db/epoch'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import type { Command } from '../command'
import type { Change } from '../ledger/append'
import type { Invalid, PreviewChanged, Separated, WrongState } from '../refusals'
import { ConfirmHaltInput, HaltInput, type HaltView } from './contract'
import { coverageOf, type Coverage } from './coverage'
import { askHooks } from './internal/ask-hooks'
import { awaitReceipts } from './internal/await-receipts'
import { coveredOf } from './internal/covered'
import { joinIncident, playbooksFor } from './internal/join-incident'
import { ledgerOf } from './internal/ledger-of'
import { stateOf } from './internal/request-view'
import { settleTerms } from './internal/settle-terms'
import { command } from './internal/tables'
import { tellOthers } from './internal/tell-others'
import { writeOrder } from './internal/write-order'

type Ordered = Omit<HaltView, 'receipts'>
type Refused = Invalid | Separated | WrongState | PreviewChanged
type Request = { orderId: string | null; cancelledAt: Date | null; expiresAt: Date; requestedBy: string; requestedByKind: string }

const confirm = command({
  name: 'containment.confirm',
  input: ConfirmHaltInput,
  lock: (tx, actor) => lockContainment(tx, actor.tenantId),
  resource: async (tx, { requestId }, actor) => {
    const request = await tx.containmentRequest.findFirst({ where: { id: requestId, tenantId: actor.tenantId } })
    // As it was parsed when it was asked for, by the same schema.
    const asked = request && HaltInput.parse(request.input)
    const coverage = asked && (await coverageOf(tx, actor.tenantId, asked, { withHops: asked.mode === 'kill' }))
    return request && asked && coverage ? { tenantId: actor.tenantId, request, asked, coverage } : null
  },
  guard: {
    words: (_tx, { actor, input, resource: { request, asked, coverage } }): Result<string, Refused> => {
      const barred = whyNot(actor, request, coverage, input.snapshot)
      if (barred) return refuse(barred)
      const { view, agentIds } = coverage
      return ok(`${WORD[asked.mode]} ${OF[view.grain] ?? ''}${view.target.name}: ${agentIds.length} agents, ${view.live_tokens} live tokens; asked for by ${request.requestedByName}, because “${request.reason}”`)
    },
  },
  act: async (tx, { actor, input, resource: { request, asked, coverage } }): Promise<Result<Change & { value: Ordered }, Refused>> => {
    const barred = whyNot(actor, request, coverage, input.snapshot)
    if (barred) return refuse(barred)
    const terms = await settleTerms(tx, actor.tenantId, asked)
    if (!terms.ok) return terms
    const { reason } = request
    const id = newId<'containment_order'>()
    const orderedBy = { id: request.requestedBy, kind: request.requestedByKind, name: request.requestedByName }
    const { epoch, committedAt } = await writeOrder(tx, actor, { id, coverage, terms: terms.value, reason, orderedBy })
    await tx.containmentRequest.update({ where: { id: request.id }, data: { orderId: id } })
    const value = { order_id: id, epoch, committed_at: committedAt.toISOString(), covered: coveredOf(coverage.view) }
    await askHooks(tx, actor, { id, mode: terms.value.mode })
    await tellOthers(tx, actor, id)
    const incident = await joinIncident(tx, actor, { id, coverage, playbooks: await playbooksFor(tx, actor), orderedBy })
    const entry = ledgerOf(coverage, { id, epoch, terms: terms.value, reason, incident })
    return ok({ value, ...entry, detail: { ...entry.detail, request_id: request.id, requested_by: request.requestedByName } })
  },
})

const WORD = { suspend: 'Suspend', strip: 'Strip the privileges of', quarantine: 'Quarantine', kill: 'Kill' } as const
const OF: Readonly<Record<string, string>> = { owner: 'everything owned by ', platform: 'the platform ', tenant: 'everything of ' }

/** The tools that only read may have changed while it waited; who and what is covered may not have. */
function whyNot(actor: Actor, request: Request, { view }: Coverage, snapshot: string): Refused | null {
  const state = stateOf(request)
  if (state !== 'waiting') return { code: 'wrong_state', state }
  if (request.requestedByKind === actor.kind && request.requestedBy === actor.id) return { code: 'separated', rule: 'the_second_administrator_is_another' }
  return snapshot === view.snapshot_digest ? null : { code: 'preview_changed', preview: view }
}

/** Lets a wide order take effect: by a second administrator, with a passkey's proof of what it covers now. */
export const confirmHalt: Command<typeof ConfirmHaltInput, HaltView, Refused> = Object.assign(
  async (...[actor, raw]: Parameters<typeof confirm>) => {
    const ordered = await confirm(actor, raw)
    if (!ordered.ok) return ordered
    return ok({ ...ordered.value, receipts: await awaitReceipts(actor.tenantId, ordered.value.order_id) })
  },
  { permission: confirm.permission, input: confirm.input, ...(confirm.inWords ? { inWords: confirm.inWords } : {}) },
)
