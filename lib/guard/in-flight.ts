import type { Ending } from './call-records'
import { chainOf, scopesOf, type AgentClaims } from './claims'
import type { ContainmentView, Destination } from './containment-view'
import { RPC, type Denial } from './denial'
import { cutWords } from './in-words'
import type { Caller } from './public'

/** One call that was let through and has not ended. It ends exactly once: by its answer, or cut. */
export class OpenCall {
  private readonly abort = new AbortController()
  private cutBy: Denial | null = null
  private over = false
  private tell: (denial: Denial) => void = () => undefined

  constructor(
    readonly claims: AgentClaims,
    readonly to: Destination,
    /** Whether it was decided and recorded, or is what any valid token may do. */
    readonly isRecorded: boolean,
    private readonly onEnd: (call: OpenCall, ending: Ending) => void,
  ) {}

  get caller(): Caller {
    const { claims } = this
    return {
      agent: claims.client_id, person: claims.sponsor === undefined ? claims.sub : null, chain: chainOf(claims), scopes: scopesOf(claims),
      purpose: claims.purpose, mandate: claims.mandate, run: claims.run_id, tenant: claims.tenant, signal: this.abort.signal,
    } // prettier-ignore
  }

  /** Cut before its handler began: it is not to begin. */
  get isOver(): boolean {
    return this.over
  }

  /** Called once when it is cut, at once when it was already. */
  onCut(tell: (denial: Denial) => void): void {
    this.tell = tell
    if (this.cutBy) tell(this.cutBy)
  }

  end(ending: Ending): void {
    if (this.over) return
    this.over = true
    this.onEnd(this, ending)
  }

  cut(denial: Denial, reason: string): void {
    if (this.over) return
    this.cutBy = denial
    this.end({ result: 'cut', reason })
    this.tell(denial)
    this.abort.abort(new Error(denial.message))
  }
}

/** The calls that are in flight here, which an order or the end of a lease cuts. */
export class InFlight {
  private readonly calls = new Set<OpenCall>()

  open(claims: AgentClaims, to: Destination, isRecorded: boolean, onEnd: (ending: Ending) => void): OpenCall {
    const call = new OpenCall(claims, to, isRecorded, (ended, ending) => {
      this.calls.delete(ended)
      onEnd(ending)
    })
    this.calls.add(call)
    return call
  }

  /** Cuts every call whose chain, mandate, run, tool or server is stopped; says how many that were. */
  contain(view: ContainmentView): { cutCalls: number } {
    let cutCalls = 0
    for (const call of [...this.calls]) {
      const contained = view.containedIn(call.claims, call.to)
      if (!contained) continue
      const [message, data] = cutWords(contained)
      call.cut({ status: 403, code: RPC.halted, message, data, headers: {} }, 'halted')
      if (call.isRecorded) cutCalls += 1
    }
    return { cutCalls }
  }

  /** Nobody vouches for any of them now. */
  cutAll(message: string, reason: string): void {
    for (const call of [...this.calls]) call.cut({ status: 503, code: RPC.unavailable, message, data: { reason }, headers: { 'retry-after': '1' } }, reason)
  }
}
