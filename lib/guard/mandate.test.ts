import { describe, expect, it } from 'vitest'
import { newId } from '@/lib/kernel/ids'
import { ContainmentView } from './containment-view'

/** What a point knows when a mandate is withdrawn: an order like any other, whose one subject is the mandate. */
describe('a withdrawn mandate', () => {
  const [tenant, agent, person, mandate, order] = [newId(), newId(), newId(), newId(), newId()]
  const claims = (over: { mandate?: string; epoch?: number } = {}) => ({ tenant, sub: person, act: { sub: agent }, mandate, epoch: 0, ...over })
  const cover = { kind: 'mandate', id: mandate, epoch: 1, active: true }

  it('ends its own tokens, and no others of the same agent', () => {
    const view = new ContainmentView()
    view.applySnapshot({ tenants: [{ tenant, epoch: 0, covers: [] }] })
    expect(view.containedIn(claims())).toBeNull()
    expect(view.applyEvent({ iss: 'i', tenant, epoch: 1, order_id: order, covers: [cover], committed_at: 1_000 })).toBe('applied')
    expect(view.containedIn(claims())).toEqual({ subject: mandate, kind: 'mandate_withdrawn', order: { id: order, committedAt: 1_000 } })
    expect(view.containedIn(claims({ mandate: newId() }))).toBeNull()
  })

  it('ends them for ever, whatever epoch they carry, and is known from a snapshot too', () => {
    const view = new ContainmentView()
    view.applySnapshot({ tenants: [{ tenant, epoch: 7, covers: [cover] }] })
    expect(view.containedIn(claims({ epoch: 7 }))).toEqual({ subject: mandate, kind: 'mandate_withdrawn', order: null })
  })

  it('is said after a halt of the chain, which is the wider', () => {
    const view = new ContainmentView()
    view.applySnapshot({ tenants: [{ tenant, epoch: 2, covers: [cover, { kind: 'agent', id: agent, epoch: 2, active: true }] }] })
    expect(view.containedIn(claims())).toMatchObject({ subject: agent, kind: 'contained' })
  })
})
