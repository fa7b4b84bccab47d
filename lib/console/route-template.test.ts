import { describe, expect, it } from 'vitest'
import { routeTemplates } from './route-template'

describe('the console’s routes', () => {
  const templateOf = routeTemplates({
    staticRoutes: [{ page: '/', regex: '^/(?:/)?$' }, { page: '/agents', regex: '^/agents(?:/)?$' }, { page: '/_not-found', regex: '^/_not\\-found(?:/)?$' }],
    dynamicRoutes: [
      { page: '/agents/[agentId]', regex: '^/agents/([^/]+?)(?:/)?$' },
      { page: '/api/auth/[...nextauth]', regex: '^/api/auth/(.+?)(?:/)?$' },
    ],
  }) // prettier-ignore

  it.each([
    ['/', '/'],
    ['/agents', '/agents'],
    ['/agents/0190-secret', '/agents/:agentId'],
    ['/api/auth/callback/lanyard', '/api/auth/*'],
    ['/_next/static/chunks/abc.js', '/_next/*'],
    ['/_not-found', 'other'],
    ['/wp-admin/x', 'other'],
  ])('%s is %s', (path, template) => expect(templateOf(path)).toBe(template))

  it('are not guessed where the build says nothing', () => {
    expect(() => routeTemplates({})).toThrow()
  })
})
