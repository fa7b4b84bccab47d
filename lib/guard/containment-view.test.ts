import { describe, expect, it } from 'vitest'
import type { ActClaim } from './claims'
import { ContainmentView } from './containment-view'

const cover = (id: string, epoch: number, active = true) => ({ kind: 'agent', id, epoch, active })
const event = (epoch: number, covers: ReturnType<typeof cover>[]) => ({ iss: 'i', tenant: 't', epoch, order_id: `order-${epoch}`, covers, committed_at: 0 })
const snapshot = (epoch: number, covers: ReturnType<typeof cover>[]) => ({ iss: 'i', aud: 'p', tenants: [{ tenant: 't', epoch, covers, unconfirmed: [] }] })
const token = (epoch: number, sub = 'a', ...actors: string[]) => ({
  tenant: 't',
  sub,
  mandate: 'm',
  epoch,
  act: actors.reduce<ActClaim | undefined>((act, actor) => ({ sub: actor, act }), undefined),
})

describe('what an enforcement point knows of containment', () => {
  it('refuses whoever acts anywhere in a chain that passes through a halted agent', () => {
    const view = new ContainmentView()
    view.applySnapshot(snapshot(0, []))
    expect(view.applyEvent(event(1, [cover('b', 1)]))).toBe('applied')
    expect(view.containedIn(token(0, 'person', 'a', 'b', 'c'))).toMatchObject({ subject: 'b', kind: 'contained', order: { id: 'order-1' } })
    expect(view.containedIn(token(0, 'b'))).toMatchObject({ subject: 'b' })
    expect(view.containedIn(token(0, 'person', 'a', 'c'))).toBeNull()
    expect(view.containedIn({ ...token(0, 'b'), tenant: 'other' })).toBeNull()
  })

  it('case 27: tokens from before a lifted order stay dead, newer ones live', () => {
    const view = new ContainmentView()
    view.applySnapshot(snapshot(2, [cover('a', 1, false)]))
    expect(view.containedIn(token(0))).toMatchObject({ kind: 'token_older_than_order' })
    expect(view.containedIn(token(1))).toBeNull()
  })

  it('is not told by a lifting event alone that somebody is free', () => {
    const view = new ContainmentView()
    view.applySnapshot(snapshot(1, [cover('a', 1)]))
    expect(view.applyEvent(event(2, [cover('a', 1, false)]))).toBe('gap')
    expect(view.containedIn(token(2))).not.toBeNull()
    expect(view.epochOf('t')).toBe(1)
  })

  it('case 25: an event that was missed shows as a gap, and by the lease', () => {
    const view = new ContainmentView()
    expect(view.applyEvent(event(1, [cover('a', 1)]))).toBe('gap')
    view.applySnapshot(snapshot(1, []))
    expect(view.applyEvent(event(3, [cover('a', 3)]))).toBe('gap')
    expect(view.behind({ t: 3 })).toEqual(['t'])
    expect(view.behind({ t: 1 })).toEqual([])
    expect(view.behind({ unknown: 0 })).toEqual(['unknown'])
  })

  it('only moves forward: an old event or snapshot, sent again, sets nobody free', () => {
    const view = new ContainmentView()
    view.applySnapshot(snapshot(5, [cover('a', 5)]))
    expect(view.applyEvent(event(5, [cover('a', 5)]))).toBe('known')
    view.applySnapshot(snapshot(4, []))
    expect(view.containedIn(token(5))).not.toBeNull()
  })

  it('of several orders over one agent, one that holds is enough', () => {
    const view = new ContainmentView()
    view.applySnapshot(snapshot(3, [cover('a', 1, true), cover('a', 2, false)]))
    expect(view.containedIn(token(3))).toMatchObject({ kind: 'contained' })
  })
})
