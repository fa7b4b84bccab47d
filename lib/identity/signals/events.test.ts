import { describe, expect, it } from 'vitest'
import { CREDENTIAL_CHANGE, eventsOf, SESSION_REVOKED, type OrderCover } from './events'

const order = (covers: OrderCover[], over: { mode?: string; orderedByKind?: string } = {}) => ({ id: 'o', tenantId: 't', grain: 'sub_tree', mode: 'suspend', orderedByKind: 'person', committedAt: new Date(1_800_000_000_900), covers, ...over })
const cover = (kind: string, subject_id: string, subject_key: string | null = null): OrderCover => ({ kind, subject_id, subject_key })
const agent = (sub: string) => ({ format: 'iss_sub', iss: 'https://id.test', sub })
const subjects = (covers: OrderCover[]) => eventsOf('https://id.test', order(covers)).map(({ subject }) => subject)

describe('what an order is to others', () => {
  it.each([
    ['an agent', cover('agent', 'a'), [agent('a')]],
    ['a run', cover('run', 'x', 'a/-9kp/y'), [{ format: 'complex', user: agent('a'), session: { format: 'opaque', id: '-9kp/y' } }]],
    ['a tool', cover('tool', 'x', 'files:read_file'), [{ format: 'complex', application: { format: 'opaque', id: 'mcp:files:read_file' } }]],
    ['a tool server', cover('tool_server', 'x', 'files'), [{ format: 'complex', application: { format: 'opaque', id: 'mcp:files' } }]],
    ['everything of a company', cover('tenant', 't'), [{ format: 'complex', tenant: { format: 'opaque', id: 't' } }]],
    // Their agents are covered, and told, one by one.
    ['an owner', cover('owner', 'p'), []],
    ['a platform', cover('platform', 'x', 'custom'), []],
  ])('%s is named as what it is', (_what, covered, expected) => expect(subjects([covered])).toEqual(expected))

  it('ends sessions in every mode, and changes credentials only where keys are revoked for good', () => {
    const types = (mode: string) => eventsOf('https://id.test', order([cover('agent', 'a'), cover('agent', 'b')], { mode })).map(({ type }) => type)
    for (const mode of ['suspend', 'strip', 'quarantine']) expect(types(mode)).toEqual([SESSION_REVOKED, SESSION_REVOKED])
    expect(types('kill')).toEqual([SESSION_REVOKED, SESSION_REVOKED, CREDENTIAL_CHANGE, CREDENTIAL_CHANGE])
  })

  it('says when it was and whose doing, and not why', () => {
    const [event] = eventsOf('https://id.test', order([cover('agent', 'a')]))
    expect(event?.body).toEqual({ event_timestamp: 1_800_000_000, initiating_entity: 'admin', reason_admin: { en: 'containment order o: suspend, sub tree' } })
    expect(eventsOf('https://id.test', order([cover('agent', 'a')], { orderedByKind: 'job' }))[0]?.body).toMatchObject({ initiating_entity: 'policy' })
    const withdrawn = eventsOf('https://id.test', { ...order([cover('run', 'a', 'a/r')], { orderedByKind: 'giver' }), grain: 'mandate' })
    expect(withdrawn[0]?.body).toMatchObject({ initiating_entity: 'user', reason_admin: { en: 'containment order o: a mandate was withdrawn' } })
  })
})
