import { z } from 'zod'
import type { MyPasskeysView } from './contract'
import { toPasskeyView } from './internal/passkey-view'
import { query } from './internal/tables'

/** One's own passkeys, and how many recovery codes are left. Changed on the authority's own page alone. */
export const listPasskeys = ({ issuer }: { issuer: string }) =>
  query({
    name: 'access.passkey.list',
    input: z.object({}),
    answer: async (tx, { actor }): Promise<MyPasskeysView | null> => {
      if (actor.kind !== 'person') return null
      const mine = { personId: actor.id, tenantId: actor.tenantId }
      const passkeys = await tx.passkey.findMany({ where: mine, orderBy: { id: 'asc' } })
      const codes = await tx.recoveryCode.count({ where: { ...mine, usedAt: null } })
      return { passkeys: passkeys.map(toPasskeyView), recovery_codes_left: codes, manage_url: `${issuer}${PASSKEYS_PATH}` }
    },
  })

/** Below `/oauth`, because the cookie of a sign-in is sent there and nowhere else. */
export const PASSKEYS_PATH = '/oauth/account/passkeys'
