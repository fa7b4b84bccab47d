import { randomUUID } from 'node:crypto'
import { AGENT_IN_URL, type StepCheck } from '@/lib/identity/retirement/contract'
import type { SystemReach } from '@/lib/identity/retirement'
import { outbound } from '@/lib/kernel/outbound'
import { ANSWER_BYTES_MAX, ANSWER_MS_MAX, type DeprovisionSettings } from './deprovision'
import { askSystem, done, failed, jsonIn, type Ask } from './systems/ask'
import { Introspected } from './systems/oauth-tokens'
import { findAccounts } from './systems/scim-account'

/**
 * Asks a connected system what a retirement would, of an agent that there is not: that it is reached, takes the
 * credential, and answers as its standard says. Nothing is deleted.
 */
export function systemReach({ innerNetworks, open }: DeprovisionSettings): SystemReach {
  const reach = outbound({ innerNetworks, answerBytesMax: ANSWER_BYTES_MAX, timeoutMs: ANSWER_MS_MAX })
  return async ({ id, kind, url, introspectionUrl, header, credentialSealed }) => {
    const ask = askSystem(reach, { [header]: open(id, credentialSealed) })
    switch (kind) {
      case 'scim':
        return [await account(ask, url)]
      case 'secret_store':
        return [await secret(ask, url.replaceAll(AGENT_IN_URL, randomUUID()))]
      case 'oauth':
        return tokens(ask, url, introspectionUrl)
    }
  }
}

async function account(ask: Ask, resources: string): Promise<StepCheck> {
  const found = await findAccounts(ask, resources, randomUUID())
  if (!found.ok) return failed('account', found.problem)
  return found.ids.length === 0 ? done('account', 'it filters by externalId, and has no resource of an agent that there is not') : failed('account', 'it has a resource of an agent that there is not')
}

async function secret(ask: Ask, url: string): Promise<StepCheck> {
  const answer = await ask('GET', url)
  if ('problem' in answer) return failed('secret', answer.problem)
  return answer.status === 404 ? done('secret', 'it answered 404 for an agent that there is not') : failed('secret', `it answered ${answer.status} for an agent that there is not, where a retirement waits for 404`)
}

/** An authorization server answers 200 to the revocation of a token that it does not know (RFC 7009 §2.2), and 401 to who is no client of it. */
async function tokens(ask: Ask, revocation: string, introspection: string | null): Promise<StepCheck[]> {
  const form = { token: randomUUID(), token_type_hint: 'refresh_token' }
  const revoked = await ask('POST', revocation, form)
  const first = 'problem' in revoked ? failed('revocation', revoked.problem) : revoked.status === 200 ? done('revocation', 'it answered 200 for a token that there is not') : failed('revocation', `it answered ${revoked.status}`)
  if (introspection === null) return [first]
  const asked = await ask('POST', introspection, form)
  if ('problem' in asked) return [first, failed('introspection', asked.problem)]
  const said = Introspected.safeParse(jsonIn(asked.body))
  if (asked.status !== 200 || !said.success) return [first, failed('introspection', `it answered ${asked.status}, and not whether a token is active`)]
  return [first, said.data.active ? failed('introspection', 'it says that a token is active that there is not') : done('introspection', 'it says that a token is not active that there is not')]
}
