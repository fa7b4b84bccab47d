import { publish } from '@/lib/db/outbox'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Invalid, PreviewChanged, Separated } from '../refusals'
import { isWide, RequestHaltInput, type HaltRequestView } from './contract'
import { coverageOf } from './coverage'
import { whyNotAsked } from './internal/check-ask'
import { requestView } from './internal/request-view'
import { settleTerms } from './internal/settle-terms'
import { command } from './internal/tables'

/** How long a second administrator has. After that it is asked for anew, with what it would cover by then. */
const REQUEST_MS = 15 * 60_000

/**
 * Asks for an order over many people's agents: an owner's, a platform's, everything. It stops nothing until another
 * administrator confirms it; meanwhile whoever asked can halt anything narrower by themselves, at once.
 */
export const requestHalt = command({
  name: 'containment.request',
  input: RequestHaltInput,
  resource: async (tx, input, actor) => {
    const coverage = await coverageOf(tx, actor.tenantId, input, { withHops: false })
    return coverage && { tenantId: actor.tenantId, coverage }
  },
  act: async (tx, { actor, input, resource: { coverage } }): Promise<Result<Change & { value: HaltRequestView }, Invalid | Separated | PreviewChanged>> => {
    if (!isWide(input.grain)) return refuse({ code: 'invalid', fields: { grain: 'is ordered at once: only an owner, a platform or the tenant is asked for' } })
    const problem = whyNotAsked(actor, input, coverage)
    if (problem) return refuse(problem)
    const terms = await settleTerms(tx, actor.tenantId, input)
    if (!terms.ok) return terms
    const { snapshot: _read, ...asked } = input
    const { target, grain, snapshot_digest } = coverage.view
    const reason = input.reason ?? ''
    const request = await tx.containmentRequest.create({
      data: {
        id: newId<'containment_request'>(),
        tenantId: actor.tenantId,
        grain,
        mode: input.mode,
        targetId: target.id,
        targetName: target.name,
        input: JSON.parse(JSON.stringify(asked)) as object,
        snapshotDigest: snapshot_digest,
        reason,
        requestedBy: actor.id,
        requestedByKind: actor.kind,
        requestedByName: actor.name,
        expiresAt: new Date(Date.now() + REQUEST_MS),
      },
    })
    await publish(tx, { tenantId: actor.tenantId, topic: 'halt.requested', key: request.id })
    return ok({
      value: requestView(request, coverage.view),
      subject: { kind: 'containment_request', id: request.id, name: target.name },
      purpose: reason,
      detail: { request_id: request.id, grain, mode: input.mode, target_id: target.id, snapshot_digest, agents: coverage.agentIds.length },
    })
  },
})
