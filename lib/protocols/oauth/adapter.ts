import { errors, type Adapter, type AdapterPayload } from 'oidc-provider'
import { revokeToken } from '@/lib/identity/authority'
import { findReceiverClient } from '@/lib/identity/signals'
import { agentClient, receiverClient } from './clients'
import type { OAuthDeps } from './deps'
import { asTokenPayload, PRESENTED } from './presented-token'
import { opaqueStore } from './opaque-store'
import { endPersonSessions, openSessionFor } from './person-session'
import type { UseOnce } from './replay-store'
import { agentOf, currentState } from './request-state'

/** A record without an end would never be swept. */
const LONGEST_SECONDS = 366 * 86_400

/** oidc-provider's storage: one adapter a model, all on PostgreSQL. */
export function adapterFor(deps: OAuthDeps, useOnce: UseOnce): (model: string) => Adapter {
  return (model) => {
    const base = opaqueAdapter(model)
    switch (model) {
      case 'Client':
        return { ...base, find: (id) => findClient(deps, id) }
      case 'ReplayDetection':
        return replayAdapter(base, useOnce)
      case 'AccessToken':
        return accessTokenAdapter(base, deps)
      case 'RefreshToken':
        return { ...base, upsert: (id, payload, seconds) => base.upsert(id, { ...payload, ...boundTo(payload) }, seconds) }
      default:
        return base
    }
  }
}

function opaqueAdapter(model: string): Adapter {
  return {
    upsert: (id, payload, seconds) => opaqueStore.put(model, id, payload, seconds ?? LONGEST_SECONDS),
    find: (id) => opaqueStore.find(model, id),
    findByUid: (uid) => opaqueStore.findByUid(model, uid),
    findByUserCode: async () => undefined, // of the device flow, which is off
    consume: async (id) => {
      if (await opaqueStore.consume(model, id)) return
      throw model === 'PushedAuthorizationRequest'
        ? new errors.InvalidRequestUri('request_uri is invalid, expired, or was already used')
        : new errors.InvalidGrant('already used')
    },
    destroy: (id) => opaqueStore.remove(model, id),
    revokeByGrantId: async (grantId) => void (await opaqueStore.removeByGrant(model, grantId)),
  }
}

/** Agents are read from the registry at every request, so that what was halted a moment ago is no client any more. */
async function findClient({ secrets }: OAuthDeps, clientId: string): Promise<AdapterPayload | undefined> {
  const agent = await agentOf(currentState(), clientId)
  if (agent) return agent.barred === null ? (agentClient(agent) as AdapterPayload) : undefined
  const receiver = await findReceiverClient(clientId)
  return receiver ? (receiverClient(receiver, secrets.receiverClient) as AdapterPayload) : undefined
}

/** Whoever saves first has used it. Nothing is looked up before, since between a look and a save others would pass. */
function replayAdapter(base: Adapter, useOnce: UseOnce): Adapter {
  return {
    ...base,
    find: async () => undefined,
    upsert: async (id, _payload, seconds) => {
      if (!(await useOnce(id, seconds ?? LONGEST_SECONDS))) throw new errors.InvalidClientAuth('used before')
    },
  }
}

/** Opaque access tokens are people's, and each is a session; an agent's JWT is found by the hop it records. */
function accessTokenAdapter(base: Adapter, deps: OAuthDeps): Adapter {
  return {
    ...base,
    upsert: async (id, payload, seconds) => {
      await openSessionFor(deps, id, payload)
      await base.upsert(id, payload, seconds)
    },
    find: async (id) => (id === PRESENTED ? asTokenPayload(currentState()?.presented ?? null) : base.find(id)),
    destroy: async (id) => {
      const presented = currentState()?.presented
      if (presented && presented.jti === id) return revokeToken(presented.jti, 'revoked by its client', deps.clock.date())
      await endPersonSessions([id], deps.clock.date())
      await base.destroy(id)
    },
    revokeByGrantId: async (grantId) => endPersonSessions({ hashes: await opaqueStore.removeByGrant('AccessToken', grantId) }, deps.clock.date()),
  }
}

/** The library binds refresh tokens of public clients only; an agent's are bound to its run's key as well (RFC 9449 §5). */
function boundTo(payload: AdapterPayload): { jkt?: string } {
  const jkt = payload.jkt ?? currentState()?.boundKey
  return jkt ? { jkt } : {}
}
