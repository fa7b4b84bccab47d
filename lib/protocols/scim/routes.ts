import type { IncomingMessage } from 'node:http'
import { Hono, type Context } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { scimClientOfToken, type ScimClientActor } from '@/lib/identity/access'
import { isUnavailable } from '@/lib/kernel/is-unavailable'
import { networkOf } from '@/lib/kernel/network-of'
import { limitBody } from '../feed/body-limit'
import { agentType } from './agents'
import { answer, errorAnswer, LIST, ScimProblem, SEARCH, type Resource } from './answers'
import { discoveryOf } from './discovery'
import { listed } from './list'
import { groupType } from './groups'
import { patched } from './patch'
import { mustBeOf, withBody } from './read-body'
import { shaped } from './shape'
import { findOne, isAmong, mustMatch, versioned } from './one'
import type { ResourceType } from './resource-type'
import { userType } from './users'

const BASE = '/scim/v2'
const BODY_BYTES_MAX = 64 * 1024
/** Of one address, on each process; it need not have said who it is. */
const REQUESTS_A_MINUTE_MAX = 3_000
const BEARER = /^Bearer ([\x21-\x7e]{1,200})$/i

type ScimDeps = { issuer: string; trustDomain: string; onProblem?: (error: unknown) => void; requestsAMinuteMax?: number }

/** SCIM 2.0 (RFC 7643, RFC 7644): people and agents provisioned by a directory, with a token of its own. */
export function scimRoutes(deps: ScimDeps): Hono {
  const app = new Hono()
  const limiter = new RateLimiterMemory({ points: deps.requestsAMinuteMax ?? REQUESTS_A_MINUTE_MAX, duration: 60 })
  const { configuration, resourceTypes, schemas } = discoveryOf(deps.issuer)

  app.use(`${BASE}/*`, limitBody(BODY_BYTES_MAX, () => errorAnswer(413, 'the body is too large')), async (c, next) => {
    const refusedBy: unknown = await limiter.consume(networkOf(remoteAddressOf(c))).then(() => null, (thrown: unknown) => thrown)
    if (refusedBy instanceof RateLimiterRes) return errorAnswer(429, 'too many requests', undefined, { 'retry-after': String(Math.max(1, Math.ceil(refusedBy.msBeforeNext / 1_000))) })
    if (refusedBy) throw refusedBy
    return next()
  })

  /** What is served of everybody’s: it says nothing of anybody, and is read before there is a token. */
  const open = (path: string, all: Resource[]) => {
    app.get(`${BASE}${path}`, (c) => (c.req.query('filter') === undefined ? answer({ schemas: [LIST], totalResults: all.length, startIndex: 1, itemsPerPage: all.length, Resources: all }) : errorAnswer(403, 'this is not filtered')))
    app.get(`${BASE}${path}/:id`, (c) => {
      const found = all.find(({ id }) => id === c.req.param('id'))
      return found ? answer(found) : errorAnswer(404, 'there is no such resource')
    })
  }
  app.get(`${BASE}/ServiceProviderConfig`, (c) => (c.req.query('filter') === undefined ? answer(configuration) : errorAnswer(403, 'this is not filtered')))
  open('/ResourceTypes', resourceTypes)
  open('/Schemas', schemas)

  const as = (work: (client: ScimClientActor, c: Context) => Promise<Response>) => async (c: Context) => {
    const token = BEARER.exec(c.req.header('authorization') ?? '')?.[1]
    const client = token === undefined ? null : await scimClientOfToken(token)
    if (!client) return errorAnswer(401, 'a SCIM client’s token is needed', undefined, { 'www-authenticate': token === undefined ? 'Bearer' : 'Bearer error="invalid_token"' })
    return work(client, c)
  }
  serve(app, userType(deps.issuer), ['/Users'], as)
  serve(app, groupType(deps.issuer), ['/Groups'], as)
  // The older name of the draft that this one has taken in.
  serve(app, agentType(deps), ['/Agents', '/AgenticIdentities'], as)
  app.all(`${BASE}/Bulk`, as(async () => errorAnswer(501, 'bulk operations are not supported')))
  app.all(`${BASE}/Me`, as(async () => errorAnswer(501, 'a SCIM client is no person')))
  app.all(`${BASE}/*`, () => errorAnswer(404, 'there is no such endpoint'))

  app.onError((thrown) => {
    if (thrown instanceof ScimProblem) return errorAnswer(thrown.status, thrown.detail, thrown.scimType)
    deps.onProblem?.(thrown)
    return isUnavailable(thrown) ? errorAnswer(503, 'the database cannot be reached: ask again later', undefined, { 'retry-after': '5' }) : errorAnswer(500, 'the request could not be carried out')
  })
  return app
}

type As = (work: (client: ScimClientActor, c: Context) => Promise<Response>) => (c: Context) => Promise<Response>

function serve(app: Hono, type: ResourceType, paths: string[], as: As): void {
  const served = (c: Context, resource: Resource, status = 200) => {
    const { version, location } = resource.meta as { version: string; location: string }
    return answer(shaped(resource, c.req.query('attributes'), c.req.query('excludedAttributes')), status, { etag: version, location })
  }
  for (const path of paths) {
    const [all, one] = [`${BASE}${path}`, `${BASE}${path}/:id`]
    app.get(all, as(async (client, c) => listed(type, client, c.req.query())))
    app.post(`${all}/.search`, as(async (client, c) => listed(type, client, mustBeOf(await withBody(c), [SEARCH]))))
    app.post(all, as(async (client, c) => {
      const id = await type.create(client, mustBeOf(await withBody(c), type.schemas))
      return served(c, await findOne(type, client, id), 201)
    })) // prettier-ignore
    app.get(one, as(async (client, c) => {
      const found = await findOne(type, client, c.req.param('id') ?? '')
      const { version } = found.meta as { version: string }
      return isAmong(c.req.header('if-none-match'), version) ? new Response(null, { status: 304, headers: { etag: version } }) : served(c, found)
    })) // prettier-ignore
    const change = (wantedOf: (current: Resource, body: Resource) => Resource) =>
      as(async (client, c) => {
        const current = await findOne(type, client, c.req.param('id') ?? '')
        mustMatch(c.req.header('if-match'), current)
        await type.update(client, current, wantedOf(current, await withBody(c)))
        return served(c, await findOne(type, client, current.id as string))
      })
    app.put(one, change((_current, body) => mustBeOf(body, type.schemas)))
    app.patch(one, change((current, body) => patched(current, body)))
    app.delete(one, as(async (client, c) => {
      const current = await findOne(type, client, c.req.param('id') ?? '')
      mustMatch(c.req.header('if-match'), current)
      await type.remove(client, versioned(current))
      return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
    })) // prettier-ignore
  }
}

/** As the connection says: what a header says of it is anybody’s word. */
const remoteAddressOf = (c: Context): string => (c.env as { incoming?: IncomingMessage } | undefined)?.incoming?.socket.remoteAddress ?? ''
