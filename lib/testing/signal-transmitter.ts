import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { hotTransaction } from '@/lib/db/hot'
import { getOrder, halt } from '@/lib/identity/containment'
import { addReceiver } from '@/lib/identity/signals'
import type { ToldView } from '@/lib/identity/signals/contract'
import { pushHeaders } from '@/lib/processes/authority/push-headers'
import { pusher, tellDue, type SignalSettings } from '@/lib/processes/authority/signals'
import { pinHost } from '@/lib/protocols/oauth'
import { ssfRoutes } from '@/lib/protocols/ssf/routes'
import type { Staff } from './agents'
import { startAuthorizationServer, type AuthorizationServer } from './authorization-server'
import type { TestDatabase } from './database'
import { makeBareAgents, makeHops, makeMandate } from './hops'
import { SignalReceiver } from './signal-receiver'

export const PUSH = 'urn:ietf:rfc:8935'
export const POLL = 'urn:ietf:rfc:8936'

type Delivery = Record<string, unknown> | ((receiver: SignalReceiver) => Promise<Record<string, unknown>>)
export type SignalTransmitter = Awaited<ReturnType<typeof signalTransmitter>>

/**
 * A real authorization server and transmitter over HTTP, before a database that is open; receivers sign in at it that
 * share no code with it.
 */
export async function signalTransmitter(database: TestDatabase) {
  const receivers: SignalReceiver[] = []
  /** What the transmitter itself could not carry out. */
  const faults: unknown[] = []
  const front = createServer()
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(front.address() as AddressInfo).port}`
  const alone = await startAuthorizationServer()
  const authority = await startAuthorizationServer({ ...alone, issuer })
  await alone.close()
  const header = pushHeaders(database.keyEncryptionKey)
  const settings: SignalSettings = { issuer, signer: signerOf(authority), innerNetworks: true, openHeader: header.open, onProblem: (error) => void faults.push(error) }
  const ssf = ssfRoutes({ issuer, signer: settings.signer, innerNetworks: true, sealHeader: header.seal, requestsAMinuteMax: 100_000, onProblem: settings.onProblem })
  const [oauth, rest] = [authority.provider.callback(), getRequestListener(ssf.fetch, { overrideGlobalObjects: false })]
  front.on('request', (request, response) => {
    pinHost(request, new URL(issuer))
    const isOurs = request.url?.startsWith('/ssf') || request.url === '/.well-known/ssf-configuration'
    void (isOurs ? rest(request, response) : oauth(request, response))
  })

  /** A receiver that an administrator has added, and that has signed in. */
  async function added(staff: Staff, name: string): Promise<{ receiver: SignalReceiver; id: string }> {
    const made = await addReceiver({ issuer, receiverSecret: authority.deps.secrets.receiverClient })(staff.admin, { name })
    if (!made.ok) throw new Error(JSON.stringify(made.refusal))
    const receiver = new SignalReceiver(issuer, { id: made.value.client_id, secret: made.value.client_secret })
    receivers.push(receiver)
    await receiver.discover()
    const signedIn = await receiver.signIn()
    if (signedIn.status !== 200) throw new Error(JSON.stringify(signedIn.body))
    return { receiver, id: made.value.id }
  }

  return {
    issuer,
    settings,
    faults,
    added,
    /** One that has set up its stream. */
    async streaming(staff: Staff, name: string, delivery: Delivery) {
      const { receiver, id } = await added(staff, name)
      const made = await receiver.call('POST', 'configuration_endpoint', { delivery: typeof delivery === 'function' ? await delivery(receiver) : delivery })
      if (made.status !== 201) throw new Error(JSON.stringify(made.body))
      const stream = made.body as { stream_id: string; delivery: { endpoint_url: string } }
      return { receiver, id, stream: stream.stream_id, poll: stream.delivery.endpoint_url }
    },
    /** The next look of the job, without waiting for its time. */
    async look(): Promise<void> {
      await hotTransaction('system', (client) => client.query('update signal_stream set push_next_at = now()'))
      await tellDue(settings, pusher(settings))
    },
    /** An agent, as tokens name it. */
    agent: (id: string) => ({ format: 'iss_sub', iss: issuer, sub: id }),
    async close(): Promise<void> {
      await Promise.all(receivers.map((receiver) => receiver.close()))
      front.closeAllConnections()
      front.close()
      await authority.close()
    },
  }
}

/** With the issuer's keys: those that its JWKS publishes. */
const signerOf = ({ keys }: AuthorizationServer): SignalSettings['signer'] => ({
  sign: async (typ, payload, alg = 'ES256') => {
    const key = keys.keys().find((one) => one.alg === alg)
    if (!key) throw new Error(`no ${alg} key`)
    const text = [{ alg, typ, kid: key.kid }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    return `${text}.${Buffer.from(key.sign(Buffer.from(text))).toString('base64url')}`
  },
})

/** To its own address. */
export const pushed =
  (over: Record<string, unknown> = {}) =>
  async (receiver: SignalReceiver): Promise<Record<string, unknown>> => ({ method: PUSH, endpoint_url: await receiver.listen(), ...over })

/** Somebody's agent, with another below it. */
export async function chain(staff: Staff): Promise<{ top: string; below: string }> {
  const [top, below] = await makeBareAgents(staff, ['top', 'below'])
  if (!top || !below) throw new Error('no agents')
  const mandateId = await makeMandate(staff, top)
  await makeHops(staff, [{ mandateId, path: [top] }, { mandateId, path: [top, below] }])
  return { top, below }
}

export async function order(staff: Staff, input: Record<string, unknown>): Promise<string> {
  const ordered = await halt(staff.admin, { reason: 'it ran away', ...input })
  if (!ordered.ok) throw new Error(JSON.stringify(ordered.refusal))
  return ordered.value.order_id
}

/** What the order's board says of its receivers. */
export async function told(staff: Staff, orderId: string): Promise<ToldView[]> {
  const found = await getOrder(staff.auditor, { orderId })
  return found.ok ? found.value.told : []
}

/** Whom this receiver has heard of, by an order's events of one type. */
export const subjects = (receiver: SignalReceiver, orderId: string, type = 'session-revoked') => receiver.of(orderId).filter((one) => one.type === type).map(({ subject }) => subject)
