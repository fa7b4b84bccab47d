import { describe, expect, it } from 'vitest'
import { ListAgentsInput } from '@/lib/identity/registry/contract'
import { hrefWith, pagerHrefs, readFilters } from './filters'

describe('filters in the URL', () => {
  it('keeps what the list knows and leaves the rest alone', () => {
    expect(readFilters(ListAgentsInput, { q: 'inv', trail: '-', status: '' })).toEqual({ ok: true, value: { q: 'inv' } })
  })

  it.each([{ status: 'everything' }, { status: ['active', 'draft'] }, { person: 'not-an-id' }, { limit: '100000' }])(
    'refuses %j instead of showing all rows',
    (raw) => expect(readFilters(ListAgentsInput, raw)).toMatchObject({ ok: false, refusal: { code: 'invalid' } }),
  )

  it('goes back to the first page when a filter changes', () => {
    expect(hrefWith('/agents', { q: 'a', cursor: 'c2', trail: '-' }, { status: 'active' })).toBe('/agents?q=a&status=active')
  })

  it('turns pages forward and back to where it began', () => {
    const second = pagerHrefs('/agents', { q: 'a' }, 'c2')
    expect(second).toEqual({ nextHref: '/agents?q=a&cursor=c2&trail=-' })
    const third = pagerHrefs('/agents', { q: 'a', cursor: 'c2', trail: '-' }, 'c3')
    expect(third).toEqual({ previousHref: '/agents?q=a', nextHref: '/agents?q=a&cursor=c3&trail=-%7Ec2' })
    expect(pagerHrefs('/agents', { q: 'a', cursor: 'c3', trail: '-~c2' }, null)).toEqual({ previousHref: '/agents?q=a&cursor=c2&trail=-' })
  })
})
