import { describe, expect, it } from 'vitest'
import { hopSentence, narrowing } from '@/components/identity/edge-words'
import type { EventRow } from '@/lib/identity/ledger/contract'
import { foreignChainOf, isForeign, principalAt } from './foreign-graph'

const AGENT = '01900000-0000-7000-8000-000000000001'
const principal = (name: string, as: string, over: object = {}) => ({ kind: 'machine', id: `arn:${name}`, name, as, known: null, ...over })
const event = (imported: Partial<NonNullable<EventRow['imported']>>, over: Partial<EventRow> = {}) =>
  ({
    id: 'e', at: '2026-05-01T10:00:00.000Z', action: 'imported.aws_cloudtrail', result: 'ok', reason: null, server: 's3', tool: 'PutObject',
    imported: { system: 'aws_cloudtrail', title: 'AWS CloudTrail', imported_at: null, imported_by: null, principals: [], left_out: 0, ...imported }, ...over,
  }) as unknown as EventRow // prettier-ignore

describe('a chain of another system', () => {
  it('is drawn from its root to what was called, and says how each came to act instead of scopes', () => {
    const role = principal('writer', 'assumed_role')
    const chain = foreignChainOf(event({ principals: [principal('grace', 'itself', { kind: 'human' }), role, role, principal('bot', 'impersonated', { known: { kind: 'agent', id: AGENT, why: 'its name' } })] }))
    expect(chain?.nodes.map(({ kind, name, href }) => [kind, name, href])).toEqual([['person', 'grace', undefined], ['agent', 'writer', undefined], ['agent', 'writer', undefined], ['agent', 'bot', `/agents/${AGENT}`], ['tool', 'PutObject', undefined]])
    expect(new Set(chain?.nodes.map(({ id }) => id)).size).toBe(5)
    expect(chain?.edges.map((edge) => narrowing(edge))).toEqual(['whose role they took on', 'whose role they took on', 'as whom they acted', 'called it'])
    expect(chain && hopSentence(chain, chain.edges[0] as (typeof chain.edges)[number])).toBe('grace, then writer: whose role they took on')
    expect(chain?.nodes.map(({ id }) => isForeign(id))).toEqual([true, true, true, false, false])
    expect(chain?.truncated).toBeUndefined()
  })

  it('leads back to whom it names, marks what is left out, and ends where it was refused', () => {
    const from = event({ principals: [principal('root', 'itself'), principal('last', 'token')], left_out: 3 }, { result: 'denied', reason: 'AccessDenied' })
    const chain = foreignChainOf(from)
    expect(chain?.nodes.map(({ name }) => name)).toEqual(['root', '3 more', 'last', 'PutObject'])
    expect(chain?.truncated).toBe(true)
    expect(chain?.edges.at(-1)?.ended).toEqual({ at: from.at, reason: 'AccessDenied', denied: true })
    expect(chain?.nodes.map(({ id }) => principalAt(from, id)?.name)).toEqual(['root', undefined, 'last', undefined])
    expect(foreignChainOf(event({ principals: [] }))).toBeNull()
  })
})
