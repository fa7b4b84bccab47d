import { chainOf, cutWords, RPC, type AgentClaims, type ContainmentView } from '@/lib/guard/parts'
import type { Backend } from './backend'
import { Session } from './session'

export type Server = Readonly<{
  id: string
  tenantId: string
  slug: string
  transport: { kind: 'stdio'; command: string; args: readonly string[] } | { kind: 'http'; url: string }
  /** Names of its tools, once they are known. */
  tools: readonly string[]
}>

export const LIMITS = {
  /** Tool servers at once: in all, and for one run of one agent. */
  backends: 64,
  backendsPerRun: 8,
  sessions: 2_000,
  sessionsPerRun: 16,
  backendIdleMs: 5 * 60_000,
  sessionIdleMs: 60 * 60_000,
  callMs: 10 * 60_000,
} as const
export type Limits = { readonly [K in keyof typeof LIMITS]: number }

/** All sessions of this gateway, and how many tool servers they may keep. */
export class Sessions {
  private readonly byId = new Map<string, Session>()
  private readonly all = new Set<Session>()
  private readonly timer: NodeJS.Timeout

  constructor(
    private readonly options: {
      openBackend: (server: Server) => Promise<Backend>
      onProblem: (problem: string, detail: string) => void
      limits?: Partial<Limits>
    },
  ) {
    this.timer = setInterval(() => this.sweep(), 1_000)
    this.timer.unref()
  }

  private get limits(): Limits {
    return { ...LIMITS, ...this.options.limits }
  }

  /** The session of that id, when it belongs to exactly this chain, mandate, run and server. */
  find(id: string, binding: string): Session | null {
    const session = this.byId.get(id)
    return session && session.isOpen && session.owner.binding === binding ? session : null
  }

  /** Null: this run, or the gateway, has as many as it may. */
  open(claims: AgentClaims, server: Server): Session | null {
    const ofRun = [...this.all].filter(({ owner }) => owner.claims.run_id === claims.run_id)
    if (ofRun.length >= this.limits.sessionsPerRun && !this.dropLongestIdle(ofRun)) return null
    if (this.all.size >= this.limits.sessions && !this.dropLongestIdle([...this.all])) return null
    const session = new Session(
      { binding: bindingOf(claims, server), claims, server: server.slug },
      {
        openBackend: () => this.openBackend(claims, server),
        onInitialized: (id, opened) => this.byId.set(id, opened),
        onClosed: (closed) => {
          this.all.delete(closed)
          if (closed.front.sessionId) this.byId.delete(closed.front.sessionId)
        },
        onProblem: this.options.onProblem,
      },
    )
    this.all.add(session)
    return session
  }

  /** Ends every session whose chain, run or server is stopped, and every call of a stopped tool; says how many calls that cut. */
  contain(view: ContainmentView): { cutCalls: number } {
    let cutCalls = 0
    for (const session of [...this.all]) {
      const { claims, server } = session.owner
      const contained = view.containedIn(claims, { server })
      if (contained) cutCalls += session.halt(...cutWords(contained)).cutCalls
      else cutCalls += cutTools(session, view)
    }
    return { cutCalls }
  }

  /** Cuts every call, since nobody vouches for any of them now. Sessions stay: with a new lease they go on. */
  cutAll(message: string, reason: string): number {
    let cut = 0
    for (const session of [...this.all]) cut += session.cutAll(message, { reason }, reason).cutCalls
    return cut
  }

  closeAll(): void {
    clearInterval(this.timer)
    for (const session of [...this.all]) session.close('the gateway is stopping')
  }

  get counts(): { sessions: number; backends: number; calls: number } {
    const sessions = [...this.all]
    return {
      sessions: sessions.length,
      backends: sessions.filter(({ hasBackend }) => hasBackend).length,
      calls: sessions.reduce((sum, { pending }) => sum + pending.size, 0),
    }
  }

  private async openBackend(claims: AgentClaims, server: Server): Promise<Backend> {
    const open = [...this.all].filter(({ hasBackend }) => hasBackend)
    const ofRun = open.filter(({ owner }) => owner.claims.run_id === claims.run_id)
    // The one that asks counts as having one already.
    if (ofRun.length > this.limits.backendsPerRun && !this.restLongestIdle(ofRun)) throw new Error('this run has too many tool servers in use')
    if (open.length > this.limits.backends && !this.restLongestIdle(open)) throw new Error('too many tool servers are in use')
    return this.options.openBackend(server)
  }

  private sweep(): void {
    const now = performance.now()
    for (const session of [...this.all]) {
      for (const [id, pending] of session.pending)
        if (now - pending.startedAt > this.limits.callMs) session.cut(id, RPC.unavailable, 'the call took too long', 'timeout')
      const idle = session.pending.size > 0 ? 0 : now - session.lastUsedAt
      if (idle > this.limits.sessionIdleMs) session.close('the session was idle')
      else if (idle > this.limits.backendIdleMs) session.rest()
    }
  }

  private dropLongestIdle(sessions: readonly Session[]): boolean {
    const idle = longestIdle(sessions)
    idle?.close('the session gave way to a newer one')
    return idle !== undefined
  }

  private restLongestIdle(sessions: readonly Session[]): boolean {
    const idle = longestIdle(sessions.filter(({ backendPid }) => backendPid !== undefined))
    idle?.rest()
    return idle !== undefined
  }
}

/**
 * Where a call of a stopped tool is in flight, its tool server is ended with all that it does: asking it to cancel would
 * be only asking. The session goes on, and the next call of another tool starts another.
 */
function cutTools(session: Session, view: ContainmentView): number {
  const { claims, server } = session.owner
  for (const { tool } of session.pending.values()) {
    const contained = tool === null ? null : view.containedIn(claims, { server, tool })
    if (contained) return session.cutAll(...cutWords(contained), 'halted').cutCalls
  }
  return 0
}

const longestIdle = (sessions: readonly Session[]): Session | undefined =>
  sessions.filter(({ pending }) => pending.size === 0).sort((a, b) => a.lastUsedAt - b.lastUsedAt)[0]

/** People, mandates, runs and servers are never mixed in one session: another of any of them is another session. */
export function bindingOf(claims: AgentClaims, server: Pick<Server, 'id'>): string {
  return JSON.stringify([claims.tenant, claims.mandate, claims.run_id, claims.client_id, chainOf(claims), server.id])
}
