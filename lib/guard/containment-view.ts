import { chainOf, type AgentClaims } from './claims'
import type { Cover, EpochDocument, SnapshotDocument } from './feed-documents'

/** Known where the order was told as an event; a snapshot names none. */
export type OrderRef = { id: string; committedAt: number }
type TenantState = Omit<SnapshotDocument['tenants'][number], 'unconfirmed'> & { unconfirmed?: unknown }
type State = { epoch: number; active: boolean; order: OrderRef | null }
type Tenant = { epoch: number; covers: Map<string, State> }
export type Contained = { subject: string; kind: 'contained' | 'token_older_than_order' | 'mandate_withdrawn'; order: OrderRef | null }

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
    if (event.covers.some((cover) => !cover.active)) return 'gap'
    tenant.epoch = event.epoch
    for (const cover of event.covers) take(tenant, cover, { id: event.order_id, committedAt: event.committed_at })
    return 'applied'
  }

  applySnapshot(snapshot: { tenants: readonly TenantState[] }): void {
    for (const { tenant: id, epoch, covers } of snapshot.tenants) {
      const known = this.tenants.get(id)
      if (known && known.epoch > epoch) continue
      const tenant: Tenant = { epoch, covers: new Map() }
      for (const cover of covers) take(tenant, cover, known?.covers.get(cover.id)?.order ?? null)
      this.tenants.set(id, tenant)
    }
  }

  /**
   * The first of the chain whose authority is gone: contained now, or contained since the token was issued. The
   * second holds for ever, so that lifting an order brings no old token back to life. A mandate that an order names
   * was withdrawn, which nobody lifts.
   */
  containedIn(claims: Pick<AgentClaims, 'tenant' | 'sub' | 'act' | 'mandate' | 'epoch'>): Contained | null {
    const covers = this.tenants.get(claims.tenant)?.covers
    if (!covers) return null
    for (const subject of chainOf(claims)) {
      const cover = covers.get(subject)
      if (cover?.active) return { subject, kind: 'contained', order: cover.order }
      if (cover && claims.epoch < cover.epoch) return { subject, kind: 'token_older_than_order', order: cover.order }
    }
    const withdrawal = covers.get(claims.mandate)
    return withdrawal ? { subject: claims.mandate, kind: 'mandate_withdrawn', order: withdrawal.order } : null
  }
}

/** Several orders may cover one subject: it is contained while one holds, and the latest decides which tokens are dead. */
function take(tenant: Tenant, cover: Cover, order: OrderRef | null): void {
  const known = tenant.covers.get(cover.id)
  tenant.covers.set(cover.id, {
    epoch: Math.max(cover.epoch, known?.epoch ?? 0),
    active: cover.active || (known?.active ?? false),
    order: order ?? known?.order ?? null,
  })
}
