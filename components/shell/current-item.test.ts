import { describe, expect, it } from 'vitest'
import { currentItem } from './current-item'

const items = ['/', '/agents', '/settings', '/settings/people'].map((href) => ({ href, label: href, icon: null, also: href === '/settings' ? ['/teams'] : [] }))

describe('the current area', () => {
  it.each([
    ['/', '/'],
    ['/agents', '/agents'],
    ['/agents/0198/access', '/agents'],
    ['/settings/people/new', '/settings/people'],
    ['/teams/0198', '/settings'],
  ])('of %s is %s', (path, href) => {
    expect(currentItem(items, path)?.href).toBe(href)
  })
  it.each(['/agents-archive', '/nowhere'])('of %s is none', (path) => {
    expect(currentItem(items, path)).toBeNull()
  })
})
