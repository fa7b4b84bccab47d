import { describe, expect, it } from 'vitest'
import { sameOriginPath, sameOriginUrl } from './way-back'

describe('the way back after sign-in', () => {
  it('is a path of the console, with its filters', () => {
    expect(sameOriginPath('/delegations?agent=1&_rsc=x')).toBe('/delegations?agent=1')
    expect(sameOriginUrl('http://localhost:3000/agents?q=a', 'http://localhost:3000')).toBe('http://localhost:3000/agents?q=a')
  })

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', 'javascript:alert(1)', '', null, ['/a']])(
    'is the overview for %j',
    (raw) => expect(sameOriginPath(raw)).toBe('/'),
  )

  it.each(['https://evil.example/a', '//evil.example', 'http://localhost:3000.evil.example', 'http://localhost:3000@evil.example'])(
    'never leaves the console for %j',
    (raw) => expect(sameOriginUrl(raw, 'http://localhost:3000')).toMatch(/^http:\/\/localhost:3000(\/|$)/),
  )

  it('is never the sign-in page itself, which would go round in circles', () => {
    expect(sameOriginPath('/signin?callbackUrl=/signin')).toBe('/')
    expect(sameOriginPath('/api/auth/signout')).toBe('/')
  })
})
