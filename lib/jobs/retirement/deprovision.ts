import type { Deprovision } from '@/lib/identity/retirement'
import { outbound } from '@/lib/kernel/outbound'
import { askSystem } from './systems/ask'
import { endAccount } from './systems/scim-account'
import { deleteSecret } from './systems/stored-secret'
import { revokeTokens } from './systems/oauth-tokens'

export type DeprovisionSettings = Readonly<{ /** Whether systems may be on this machine or in a private network. */ innerNetworks: boolean; /** Opens what is sealed for a row. */ open: (rowId: string, sealed: string) => string }>

/** Of each call: a step makes four at most, one after the other, and must be done before it counts as lost. */
export const ANSWER_MS_MAX = 8_000
export const ANSWER_BYTES_MAX = 256 * 1024

/** Ends agents in systems elsewhere, each by the standard that it speaks. Addresses are judged when they are connected to; redirects are not followed. */
export function deprovisioner({ innerNetworks, open }: DeprovisionSettings): Deprovision {
  const reach = outbound({ innerNetworks, answerBytesMax: ANSWER_BYTES_MAX, timeoutMs: ANSWER_MS_MAX })
  return async ({ id, kind, url, introspectionUrl, header, credentialSealed }, agent, tokens) => {
    const ask = askSystem(reach, { [header]: open(id, credentialSealed) })
    switch (kind) {
      case 'scim':
        return { checks: await endAccount(ask, url, agent), ended: [] }
      case 'secret_store':
        return { checks: await deleteSecret(ask, url, agent), ended: [] }
      case 'oauth':
        return revokeTokens(ask, { revocation: url, introspection: introspectionUrl }, tokens.map(({ id: tokenId, hint, tokenSealed }) => ({ id: tokenId, hint, token: open(tokenId, tokenSealed) })))
    }
  }
}
