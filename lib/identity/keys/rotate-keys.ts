import { SIGNING_KEYS_CHANNEL } from '@/lib/db/signing-keys'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { SealedKey } from '@/lib/kernel/signer'
import { PUBLISHED_AHEAD_SECONDS } from '@/lib/kernel/signing-keys'
import { commandsOver } from '../command'
import type { Change } from '../ledger/append'
import type { Conflict } from '../refusals'
import { RotateKeysInput, type KeysRotatedView } from './contract'

export type RotateSettings = {
  /** One new key for each algorithm, sealed: this context opens none. */
  makeSigningKeys: () => Promise<SealedKey[]>
}

/**
 * Lets the next keys sign and publishes others ahead. Planned, the old keys stay published until all that they signed
 * has expired, and nothing is lost; forced, they are revoked, and what they signed is refused within
 * ROTATION_REACHES_MS. The keys are the installation's, so that only its company may turn them. A person approves it
 * with their passkey.
 */
export const rotateKeys = ({ makeSigningKeys }: RotateSettings) =>
  commandsOver<'signingKey' | 'tenant'>()({
    name: 'keys.signing_key.rotate',
    input: RotateKeysInput,
    resource: async (tx, _input, actor) => {
      const company = await tx.tenant.findFirst({ where: { id: actor.tenantId, kind: 'company' }, select: { id: true } })
      return company && { tenantId: company.id, byPerson: actor.kind === 'person' }
    },
    guard: {
      when: (_input, { byPerson }) => byPerson,
      words: async (tx, { input }): Promise<Result<string, Conflict>> => {
        const problem = barring(await waitingKeys(tx), input)
        return problem ? refuse(problem) : ok(input.forced ? 'Rotate the signing keys by force: what the old ones signed is refused everywhere within three seconds' : 'Rotate the signing keys')
      },
    },
    act: async (tx, { input }): Promise<Result<Change & { value: KeysRotatedView }, Conflict>> => {
      const { forced } = input
      const problem = barring(await waitingKeys(tx), input)
      if (problem) return refuse(problem)
      const ended = await end(tx, forced)
      const current = await kids(tx.$queryRaw`update signing_key set state = 'current', activated_at = now() where state = 'next' returning kid`)
      const made = await makeSigningKeys()
      await tx.signingKey.createMany({ data: made.map(({ publicJwk, ...key }) => ({ ...key, publicJwk: { ...publicJwk }, state: 'next' })) })
      await tx.$executeRaw`select pg_notify(${SIGNING_KEYS_CHANNEL}, '')`
      const value: KeysRotatedView = { forced, current, ended }
      return ok({
        value,
        subject: { kind: 'signing_key', id: current[0] ?? '', name: forced ? 'the signing keys and revoked the old ones' : 'the signing keys' },
        detail: { forced, current, ended, next: made.map(({ kid }) => kid) },
      })
    },
  })

type Key = { kid: string; state: string; createdAt: Date }

const waitingKeys = (tx: Pick<Tx, 'signingKey'>): Promise<Key[]> =>
  tx.signingKey.findMany({ where: { state: { in: ['current', 'next'] } }, select: { kid: true, state: true, createdAt: true } })

const barring = (keys: readonly Key[], { forced, expected }: { forced: boolean; expected?: string[] | undefined }): Conflict | null =>
  changed(keys, expected) ?? (forced ? null : tooNew(keys))

/** In this order: an algorithm has one current key and one next key at any moment. */
const end = (tx: Pick<Tx, '$queryRaw'>, forced: boolean): Promise<string[]> =>
  kids(
    forced
      ? tx.$queryRaw`update signing_key set state = 'revoked', revoked_at = now(), retired_at = coalesce(retired_at, now())
          where state in ('current', 'previous') returning kid`
      : tx.$queryRaw`update signing_key set state = 'previous', retired_at = now() where state = 'current' returning kid`,
  )

const kids = async (rows: Promise<unknown>): Promise<string[]> => asRows<{ kid: string }>(await rows).map(({ kid }) => kid)

function changed(keys: readonly Key[], expected: readonly string[] | undefined): Conflict | null {
  if (!expected) return null
  const current = keys.filter(({ state }) => state === 'current').map(({ kid }) => kid)
  const same = current.length === expected.length && current.every((kid) => expected.includes(kid))
  return same ? null : { code: 'conflict', detail: 'the signing keys have been rotated since; look again' }
}

/** Verifiers that fetched the keys a moment ago would not know this one, and refuse good tokens. */
function tooNew(keys: readonly Key[]): Conflict | null {
  const newest = Math.max(...keys.filter(({ state }) => state === 'next').map(({ createdAt }) => createdAt.getTime()))
  const wait = Math.ceil((newest + PUBLISHED_AHEAD_SECONDS * 1_000 - Date.now()) / 1_000)
  if (wait <= 0) return null
  return { code: 'conflict', detail: `the next key has not been published for ${PUBLISHED_AHEAD_SECONDS} s yet, and verifiers may not know it: try again in ${wait} s, or force it` }
}
