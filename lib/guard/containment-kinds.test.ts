import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ActClaim } from './claims'
import { ContainmentView } from './containment-view'

type Subject = { kind: string; id: string; epoch: number; active?: boolean; watched?: boolean }
const covers = (subjects: readonly Subject[]) => subjects.map((subject) => ({ active: true, watched: false, ...subject }))
const event = (epoch: number, subjects: readonly Subject[], change: 'order' | 'lifting' = 'order') => ({ iss: 'i', tenant: 't', epoch, order_id: `order-${epoch}`, change, covers: covers(subjects), committed_at: 0 })
const snapshot = (epoch: number, subjects: readonly Subject[]) => ({ tenants: [{ tenant: 't', epoch, covers: covers(subjects) }] })
const token = (over: Partial<{ epoch: number; client_id: string; run_id: string; delegation: string; act: ActClaim; tenant: string }> = {}) => ({
  tenant: 't', sub: 'person', act: { sub: 'a' }, client_id: 'a', run_id: 'r', delegation: 'd', mandate: 'm', epoch: 0, ...over,
}) // prettier-ignore
const TO = { server: 'files', tool: 'write' }
const seen = (subjects: readonly Subject[]) => {
  const view = new ContainmentView()
  view.applySnapshot(snapshot(9, subjects))
  return view
}

describe('what a point can tell from a token and its route', () => {
  it.each([
    ['the run', { kind: 'run', id: 'a/r' }, token({ run_id: 'other' }), TO],
    ['a run, though another agent holds the same key', { kind: 'run', id: 'a/r' }, token({ client_id: 'b' }), TO],
    ['what was taken from the run', { kind: 'delegation', id: 'd' }, token({ delegation: 'e' }), TO],
    ['the server', { kind: 'tool_server', id: 'files' }, token(), { server: 'mail', tool: 'write' }],
    ['the tool', { kind: 'tool', id: 'files:write' }, token(), { server: 'files', tool: 'read' }],
    ['everything', { kind: 'tenant', id: 't' }, token({ tenant: 'u' }), TO],
  ])('%s, and not what stands beside it', (_what, subject, beside, to) => {
    const view = seen([{ ...subject, epoch: 3 }])
    expect(view.containedIn(token({ epoch: 9 }), TO)).toMatchObject({ kind: 'contained', over: subject.kind, subject: subject.id })
    expect(view.containedIn({ ...beside, epoch: 9 }, to)).toBeNull()
    const lifted = seen([{ ...subject, epoch: 3, active: false }])
    expect(lifted.containedIn(token({ epoch: 2 }), TO)).toMatchObject({ kind: 'token_older_than_order' })
    expect(lifted.containedIn(token({ epoch: 3 }), TO)).toBeNull()
  })

  it('says nothing of a tool before it is known which one is called', () => {
    const view = seen([{ kind: 'tool', id: 'files:write', epoch: 3 }])
    expect(view.containedIn(token(), { server: 'files' })).toBeNull()
    expect(view.containedIn(token(), { server: 'files', tool: 'write' })).not.toBeNull()
  })

  it('never takes a subject of one kind for another of that name', () => {
    const kinds = ['agent', 'mandate', 'delegation', 'run', 'tool', 'tool_server', 'tenant']
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.constantFrom('a', 'd', 'm', 't', 'files', 'files:write', 'a/r'), (kind, id) => {
        const right: Record<string, string> = { agent: 'a', delegation: 'd', mandate: 'm', tenant: 't', tool_server: 'files', tool: 'files:write', run: 'a/r' }
        const contained = seen([{ kind, id, epoch: 3 }]).containedIn(token({ epoch: 9 }), TO)
        expect(contained !== null).toBe(right[kind] === id)
      }),
    )
  })
})

describe('an order that leaves something', () => {
  it('stops no token of its own, kills those from before, and is no lifting', () => {
    const view = seen([])
    expect(view.applyEvent(event(10, [{ kind: 'agent', id: 'a', epoch: 10, active: false }]))).toBe('applied')
    expect(view.containedIn(token({ epoch: 9 }), TO)).toMatchObject({ kind: 'token_older_than_order' })
    expect(view.containedIn(token({ epoch: 10 }), TO)).toBeNull()
    expect(view.applyEvent(event(11, [{ kind: 'agent', id: 'a', epoch: 10, active: false }], 'lifting'))).toBe('gap')
  })

  it('never frees whom another order stops', () => {
    const view = seen([{ kind: 'agent', id: 'a', epoch: 4 }])
    view.applyEvent(event(10, [{ kind: 'agent', id: 'a', epoch: 10, active: false }]))
    expect(view.containedIn(token({ epoch: 10 }), TO)).toMatchObject({ kind: 'contained' })
  })

  it('of an authority that does not say which it is, is read from the whole', () => {
    const { change: _left, ...old } = event(10, [{ kind: 'agent', id: 'a', epoch: 10, active: false }])
    expect(seen([]).applyEvent(old)).toBe('gap')
  })

  it('makes a point record whole what a quarantined agent sends, and those below it', () => {
    const view = seen([{ kind: 'agent', id: 'a', epoch: 3, active: false, watched: true }])
    expect(view.isWatched(token())).toBe(true)
    expect(view.isWatched(token({ act: { sub: 'b', act: { sub: 'a' } } }))).toBe(true)
    expect(view.isWatched(token({ act: { sub: 'b' } }))).toBe(false)
  })
})
