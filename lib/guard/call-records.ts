import { newId } from '@/lib/kernel/ids'
import { metrics } from '@/lib/kernel/metrics'
import { traced } from '@/lib/kernel/tracing'
import type { AgentClaims } from './claims'
import type { Decision } from './decide'
import { recordParameters } from './parameters'
import { NotRecorded, type RecordAnswer, type Records } from './records'
import type { Needed } from './required-scope'

/** How an allowed call ended. */
export type Ending = { result: 'ok' | 'failed' | 'cut'; reason?: string }

const OUTCOME_ATTEMPTS_MAX = 8

/** Writes down what was decided and what became of it. Without the first nothing is passed on. */
export class CallRecords {
  private readonly strangers = allowance({ burst: 20, perSecond: 1 })

  constructor(
    private readonly records: Records,
    private readonly onProblem: (problem: string, detail: string) => void,
  ) {}

  /** This process is new: calls of the one before it are over, whatever became of them. */
  async started(): Promise<void> {
    const record = { kind: 'started', id: newId<'ledger_entry'>(), at: Date.now() } as const
    for (let attempt = 0; attempt < OUTCOME_ATTEMPTS_MAX; attempt += 1) {
      try {
        await this.records.record(record)
        return
      } catch (error) {
        this.onProblem('start_not_recorded', error instanceof Error ? error.message : 'unknown')
        await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** attempt))
      }
    }
  }

  /** Durable when it returns. Throws `NotRecorded` when it could not be written. */
  async decision(
    decision: Decision,
    call: { claims: AgentClaims; server: string; needed: Needed; /** Of one that is quarantined. */ whole?: boolean },
  ): Promise<{ id: string; answer: RecordAnswer }> {
    count(decision)
    const attributes = { 'lanyard.agent.id': call.claims.client_id, 'lanyard.run.id': call.claims.run_id, ...outcomeOf(decision) }
    return traced('tool.call', { attributes }, async (span) => {
      const written = await this.write(decision, call)
      if (written.answer.status !== 'recorded') span.set({ 'lanyard.result': 'denied', 'lanyard.reason': written.answer.status })
      return written
    })
  }

  private async write(decision: Decision, call: Parameters<CallRecords['decision']>[1]): Promise<{ id: string; answer: RecordAnswer }> {
    const { claims, server, needed } = call
    const id = newId<'ledger_entry'>()
    const { jti, tenant, sub, client_id, act, mandate, purpose, run_id, scope, doc, delegation, sponsor } = claims
    const answer = await this.records.record({
      kind: 'decision',
      id,
      at: Date.now(),
      result: decision.allowed ? 'allowed' : 'denied',
      ...(decision.denied && { reason: decision.denied.check }),
      claims: { jti, tenant, sub, client_id, ...(act && { act }), mandate, purpose, run_id, scope, doc, delegation, ...(sponsor && { sponsor }) },
      server,
      tool: needed.tool,
      ...recordParameters(needed.parameters, call.whole),
      checks: decision.checks.map(({ check, ok, detail }) => ({ check, ok, detail: detail.slice(0, 500) })),
    })
    return { id, answer }
  }

  /** A denial is given whether or not it could be recorded; what could not be is said in the log. */
  async denial(decision: Decision, call: { claims: AgentClaims; server: string; needed: Needed; whole?: boolean }): Promise<string | null> {
    try {
      return (await this.decision(decision, call)).id
    } catch (error) {
      if (!(error instanceof NotRecorded)) throw error
      this.onProblem('denial_not_recorded', error.message)
      return null
    }
  }

  /**
   * A token that is not of ours, or not one at all. Nobody is known by it, so nobody can be stopped from sending more:
   * a few are written down, and of the rest the answer is all there is.
   */
  stranger(decision: Decision, server: string): void {
    count(decision)
    if (!this.strangers.take()) return
    void this.records
      .record({
        kind: 'decision',
        id: newId<'ledger_entry'>(),
        at: Date.now(),
        result: 'denied',
        ...(decision.denied && { reason: decision.denied.check }),
        claims: null,
        server,
        tool: 'not-read',
        checks: decision.checks,
      })
      .catch((error: unknown) => this.onProblem('denial_not_recorded', error instanceof Error ? error.message : 'unknown'))
  }

  /** After the call, so it is tried again for a while instead of being waited for. */
  async outcome(causeId: string, startedAt: number, ending: Ending): Promise<void> {
    const id = newId<'ledger_entry'>()
    const at = Date.now()
    const ms = Math.round((performance.now() - startedAt) * 100) / 100
    for (let attempt = 0; attempt < OUTCOME_ATTEMPTS_MAX; attempt += 1) {
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** attempt))
      try {
        await this.records.record({ kind: 'outcome', id, cause_id: causeId, at, ms, result: ending.result, ...(ending.reason && { reason: ending.reason }) })
        return
      } catch (error) {
        this.onProblem('outcome_not_recorded', error instanceof Error ? error.message : 'unknown')
      }
    }
  }
}

const count = ({ allowed, denied }: Decision): void => metrics.decisions.inc({ result: allowed ? 'allowed' : 'denied', reason: denied?.check ?? 'none' })
const outcomeOf = ({ allowed, denied }: Decision) => ({ 'lanyard.result': allowed ? 'allowed' : 'denied', ...(denied && { 'lanyard.reason': denied.check }) })

/** A token bucket: `burst` at once, then `perSecond`. */
function allowance({ burst, perSecond }: { burst: number; perSecond: number }): { take(): boolean } {
  let left = burst
  let at = performance.now()
  return {
    take() {
      const now = performance.now()
      left = Math.min(burst, left + ((now - at) / 1_000) * perSecond)
      at = now
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
