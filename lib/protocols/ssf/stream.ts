import type { SignalStream } from '@/generated/prisma/client'
import type { Actor } from '@/lib/identity/actor'
import { changeStream, createStream, deleteStream, EVENTS_SUPPORTED, streamOf, VERIFY_EVERY_SECONDS, type ReceiverClient } from '@/lib/identity/signals'
import { invalid, json, nothing, refused, unknownStream } from './answers'
import { endpointsOf, POLL, PUSH, type SsfDeps } from './deps'
import { StreamRequest, type Delivery } from './stream-request'

export type Asker = { receiver: ReceiverClient; actor: Actor }

/** The stream's configuration (SSF 1.0 §8.1.1). The header of its pushes is a secret, and is not shown again. */
export function configurationOf(issuer: string, stream: SignalStream): Record<string, unknown> {
  return {
    stream_id: stream.id,
    iss: issuer,
    aud: stream.receiverId,
    events_supported: EVENTS_SUPPORTED,
    events_requested: stream.eventsRequested,
    events_delivered: stream.eventsRequested.filter((type) => EVENTS_SUPPORTED.includes(type)),
    delivery: stream.delivery === 'push' ? { method: PUSH, endpoint_url: stream.endpointUrl } : { method: POLL, endpoint_url: endpointsOf(issuer).poll },
    min_verification_interval: VERIFY_EVERY_SECONDS,
    ...(stream.description ? { description: stream.description } : {}),
  }
}

/** GET: one, or all that there are: none or one. */
export async function readStreams({ issuer }: SsfDeps, { receiver }: Asker, streamId: string | undefined): Promise<Response> {
  const stream = await streamOf(receiver)
  if (streamId === undefined) return json(stream ? [configurationOf(issuer, stream)] : [])
  return stream?.id === streamId ? json(configurationOf(issuer, stream)) : unknownStream()
}

export async function makeStream(deps: SsfDeps, { receiver, actor }: Asker, body: unknown): Promise<Response> {
  const parsed = StreamRequest.safeParse(body)
  if (!parsed.success) return invalid(parsed.error.issues[0]?.message ?? 'no configuration')
  const { delivery = { method: POLL } as Delivery, events_requested: events = [...EVENTS_SUPPORTED], description = null } = parsed.data
  const at = whereTo(deps, receiver.id, delivery)
  if ('problem' in at) return invalid(at.problem)
  const made = await createStream(actor, { receiverId: receiver.id, ...at, eventsRequested: events, description })
  return made.ok ? json(configurationOf(deps.issuer, made.value), 201) : refused(made.refusal)
}

/** PATCH changes what is named, PUT sets everything: what it leaves out is as at the beginning. What the transmitter says of a stream may be repeated, and not be changed. */
export async function configureStream(deps: SsfDeps, { receiver, actor }: Asker, body: unknown, how: 'patch' | 'put'): Promise<Response> {
  const parsed = StreamRequest.safeParse(body)
  if (!parsed.success) return invalid(parsed.error.issues[0]?.message ?? 'no configuration')
  const { stream_id: streamId, delivery, events_requested: events, description } = parsed.data
  if (streamId === undefined) return invalid('stream_id is needed')
  const stream = await streamOf(receiver)
  if (stream?.id !== streamId) return unknownStream()
  const wrong = changedByReceiver(deps.issuer, stream, body as Record<string, unknown>)
  if (wrong) return invalid(`${wrong} is not the receiver’s to change`)
  const kept = how === 'patch'
  const at = delivery ? whereTo(deps, receiver.id, delivery) : kept ? { delivery: stream.delivery, endpointUrl: stream.endpointUrl } : { delivery: 'poll', endpointUrl: null, authorizationSealed: null }
  if ('problem' in at) return invalid(at.problem)
  const changed = await changeStream(actor, {
    receiverId: receiver.id,
    streamId,
    ...at,
    eventsRequested: events ?? (kept ? stream.eventsRequested : [...EVENTS_SUPPORTED]),
    description: description ?? (kept ? stream.description : null),
  })
  return changed.ok ? json(configurationOf(deps.issuer, changed.value)) : refused(changed.refusal)
}

export async function endStream({ receiver, actor }: Asker, streamId: string | undefined): Promise<Response> {
  if (streamId === undefined) return invalid('stream_id is needed')
  const ended = await deleteStream(actor, { receiverId: receiver.id, streamId })
  // An id that is none is no stream.
  return ended.ok ? nothing(204) : unknownStream()
}

type Where = { delivery: string; endpointUrl: string | null; authorizationSealed?: string | null }

function whereTo({ sealHeader, innerNetworks }: SsfDeps, receiverId: string, delivery: Delivery): Where | { problem: string } {
  if (delivery.method === POLL) return { delivery: 'poll', endpointUrl: null, authorizationSealed: null }
  const url = new URL(delivery.endpoint_url)
  if (url.protocol !== 'https:' && !innerNetworks) return { problem: 'delivery.endpoint_url must be an https address' }
  const header = delivery.authorization_header
  return { delivery: 'push', endpointUrl: url.href, authorizationSealed: header === undefined ? null : sealHeader(receiverId, header) }
}

/** The first of what the transmitter supplies that a request says otherwise; null for none. */
function changedByReceiver(issuer: string, stream: SignalStream, body: Record<string, unknown>): string | null {
  const ours = configurationOf(issuer, stream)
  const names = ['iss', 'aud', 'events_supported', 'min_verification_interval'] as const
  return names.find((name) => name in body && JSON.stringify(body[name]) !== JSON.stringify(ours[name])) ?? null
}
