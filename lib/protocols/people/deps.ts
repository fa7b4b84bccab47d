import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Context } from 'hono'
import type Provider from 'oidc-provider'

export type PeopleDeps = Readonly<{
  issuer: string
  consoleUrl: string
  gatewayUrl: string
  provider: Provider
  /** Signs the tokens of forms; the same on every process of this installation. 32 bytes. */
  formSecret: Uint8Array
  /** As the authorization server sets its session cookie, and for how long: a welcomed person gets the same one. */
  session: Readonly<{ cookie: SessionCookie; seconds: number }>
  /** Whether links into the sample company lead anywhere: on one machine, embedded. */
  sampleOpen?: boolean
  /** Where a request comes from, for the throttle. Left out: the other end of the socket. */
  addressOf?: (request: IncomingMessage) => string
}>

export type SessionCookie = Readonly<{ httpOnly?: boolean; path?: string; sameSite?: 'lax' | 'strict' | 'none'; secure?: boolean; signed?: boolean; overwrite?: boolean }>

/** The node request and response under a handler: the authorization server works on these. */
export type Env = { Bindings: { incoming: IncomingMessage; outgoing: ServerResponse }; Variables: { /** Where forms of the page may lead. */ formTargets: string[] } }
export type Ctx = Context<Env>

export const addressOf = (deps: PeopleDeps, c: Ctx): string => deps.addressOf?.(c.env.incoming) ?? c.env.incoming.socket.remoteAddress ?? ''
