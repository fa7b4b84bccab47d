import { z } from 'zod'
import { KEY_LIFETIME_DAYS, PREVIOUS_PUBLISHED_HOURS } from '@/lib/kernel/signing-keys'
import { queriesOver } from '../query'
import type { SigningKeysView, SigningKeyView } from './contract'

const KEYS_MAX = 100
const ORDER = { current: 0, next: 1, previous: 2, revoked: 3 } as const

/** The issuer's keys by their public names, those that sign first. No half of a key, sealed or not, is read. */
export const listKeys = queriesOver<'signingKey'>()({
  name: 'keys.signing_key.list',
  input: z.object({}),
  answer: async (tx): Promise<SigningKeysView> => {
    const select = { kid: true, alg: true, state: true, createdAt: true, activatedAt: true, retiredAt: true, revokedAt: true } as const
    const rows = await tx.signingKey.findMany({ select, orderBy: { createdAt: 'desc' }, take: KEYS_MAX })
    const publishedSince = Date.now() - PREVIOUS_PUBLISHED_HOURS * 3_600_000
    const keys = rows.map((row): SigningKeyView => {
      const state = row.state as SigningKeyView['state']
      return {
        kid: row.kid,
        alg: row.alg as SigningKeyView['alg'],
        state,
        created_at: row.createdAt.toISOString(),
        activated_at: row.activatedAt?.toISOString() ?? null,
        retired_at: row.retiredAt?.toISOString() ?? null,
        revoked_at: row.revokedAt?.toISOString() ?? null,
        published: state === 'current' || state === 'next' || (state === 'previous' && (row.retiredAt?.getTime() ?? 0) > publishedSince),
      }
    })
    const began = rows.flatMap((row) => (row.state === 'current' && row.activatedAt ? [row.activatedAt.getTime()] : []))
    return {
      keys: keys.sort((a, b) => ORDER[a.state] - ORDER[b.state]),
      next_rotation_at: began.length === 0 ? null : new Date(Math.min(...began) + KEY_LIFETIME_DAYS * 86_400_000).toISOString(),
    }
  },
})
