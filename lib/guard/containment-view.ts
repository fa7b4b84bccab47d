import { runKey, toolKey } from '@/lib/kernel/containment-subject'
import { chainOf, type AgentClaims } from './claims'
import { isLifting, type Cover, type EpochDocument, type SnapshotDocument } from './feed-documents'

/** Known where the order was told as an event; a snapshot names none. */
export type OrderRef = { id: string; committedAt: number }
type TenantState = Omit<SnapshotDocument['tenants'][number], 'unconfirmed'> & { unconfirmed?: unknown }
type State = { epoch: number; active: boolean; watched: boolean; order: OrderRef | null }
type Tenant = { epoch: number; covers: Map<string, State> }
/** What an order is over, as far as a point can tell from a token and its route. */
export type SubjectKind = 'agent' | 'mandate' | 'delegation' | 'run' | 'tool' | 'tool_server' | 'tenant'
export type Contained = {
  subject: string
  kind: 'contained' | 'token_older_than_order' | 'mandate_withdrawn'
  /** Left out: an agent. */
  over?: SubjectKind
  order: OrderRef | null
}
/** Where a call goes: the tool server's slug and, for a call of one, the tool. */
export type Destination = Readonly<{ server: string; tool?: string | undefined }>
type Claims = Pick<AgentClaims, 'tenant' | 'sub' | 'act' | 'mandate' | 'epoch'> & Partial<Pick<AgentClaims, 'client_id' | 'run_id' | 'delegation'>>

/**
 * What this enforcement point knows of containment, by tenant. It only moves forward: a document older than what is
 * known changes nothing, so that a replayed or late one cannot set anybody free.
 */
export class ContainmentView {
  private readonly tenants = new Map<string, Tenant>()

  /** The tenant's epoch as known here; null for a tenant that nothing is known of. */
  epochOf(tenant: string): number | null {
    return this.tenants.get(tenant)?.epoch ?? null
  }

  /** Tenants of which a lease knows a later epoch: something was missed, and is to be read from a snapshot. */
  behind(epochs: Readonly<Record<string, number>>): string[] {
    return Object.entries(epochs).flatMap(([tenant, epoch]) => ((this.epochOf(tenant) ?? -1) < epoch ? [tenant] : []))
  }

  /**
   * Takes the next event. `gap`: nothing is taken and a snapshot is needed, because an event before it was missed or
   * because it sets somebody free, which only the whole of the orders can say.
   */
  applyEvent(event: EpochDocument): 'applied' | 'known' | 'gap' {
    const tenant = this.tenants.get(event.tenant)
    if (!tenant || event.epoch > tenant.epoch + 1) return 'gap'
    if (event.epoch <= tenant.epoch) return 'known'
    if (isLifting(event)) return 'gap'
    tenant.epoch = event.epoch
    for (const cover of event.covers) take(tenant, cover, { id: event.order_id, committedAt: event.committed_at })
    return 'applied'
  }

  applySnapshot(snapshot: { tenants: readonly TenantState[] }): void {
    for (const { tenant: id, epoch, covers } of snapshot.tenants) {
      const known = this.tenants.get(id)
      if (known && known.epoch > epoch) continue
      const tenant: Tenant = { epoch, covers: new Map() }
      for (const cover of covers) take(tenant, cover, known?.covers.get(keyOf(cover.kind, cover.id))?.order ?? null)
      this.tenants.set(id, tenant)
    }
  }

  /**
   * The first of what a token rests on, or of where its call goes, that is contained: now, or since the token was
   * issued. The second holds for ever, so that lifting an order brings no old token back to life. A mandate that an
   * order names was withdrawn, which nobody lifts.
   */
  containedIn(claims: Claims, to?: Destination): Contained | null {
    const covers = this.tenants.get(claims.tenant)?.covers
    if (!covers || covers.size === 0) return null
    for (const [over, subject] of subjectsOf(claims, to)) {
      const cover = covers.get(keyOf(over, subject))
      if (!cover) continue
      const found = { subject, order: cover.order, ...(over === 'agent' ? {} : { over }) }
      if (cover.active) return { ...found, kind: 'contained' }
      if (claims.epoch < cover.epoch) return { ...found, kind: 'token_older_than_order' }
    }
    const withdrawal = covers.get(keyOf('mandate', claims.mandate))
    return withdrawal ? { subject: claims.mandate, kind: 'mandate_withdrawn', order: withdrawal.order } : null
  }

  /** Whether somebody in the chain is quarantined: what they send is then recorded whole. */
  isWatched(claims: Pick<AgentClaims, 'tenant' | 'sub' | 'act'>): boolean {
    const covers = this.tenants.get(claims.tenant)?.covers
    if (!covers || covers.size === 0) return false
    const keys = [keyOf('tenant', claims.tenant), ...chainOf(claims).map((id) => keyOf('agent', id))]
    return keys.some((key) => covers.get(key)?.watched)
  }
}

/** In the order in which they are said: who acts, what they act with, where to, and everything. */
function* subjectsOf(claims: Claims, to: Destination | undefined): Generator<[Exclude<SubjectKind, 'mandate'>, string]> {
  for (const agent of chainOf(claims)) yield ['agent', agent]
  if (claims.client_id !== undefined && claims.run_id !== undefined) yield ['run', runKey(claims.client_id, claims.run_id)]
  if (claims.delegation !== undefined) yield ['delegation', claims.delegation]
  if (to) yield ['tool_server', to.server]
  if (to?.tool !== undefined) yield ['tool', toolKey(to.server, to.tool)]
  yield ['tenant', claims.tenant]
}

const keyOf = (kind: string, id: string): string => `${kind} ${id}`

/** Several orders may cover one subject: it is contained while one holds, and the latest decides which tokens are dead. */
function take(tenant: Tenant, cover: Cover, order: OrderRef | null): void {
  const key = keyOf(cover.kind, cover.id)
  const known = tenant.covers.get(key)
  tenant.covers.set(key, {
    epoch: Math.max(cover.epoch, known?.epoch ?? 0),
    active: cover.active || (known?.active ?? false),
    watched: (cover.watched ?? false) || (known?.watched ?? false),
    order: order ?? known?.order ?? null,
  })
}
