import { createHash } from 'node:crypto'
import type { AdapterPayload } from 'oidc-provider'
import { hotPool } from '@/lib/db/client'

/** base64url SHA-256: what a bearer value is stored under, so that a table of them opens nothing. */
export const hashOf = (value: string): string => createHash('sha256').update(value).digest('base64url')

/** In the place of the value in addresses that the library keeps; no address of ours has it. */
const BLANK = '{}'

/**
 * Takes the value that opens the record out of the record.
 * An interaction keeps the browser's session cookie, which nothing reads.
 */
function withoutSecrets(value: string, payload: AdapterPayload): AdapterPayload {
  const { jti: _, returnTo, session, ...rest } = payload
  return {
    ...rest,
    ...(returnTo === undefined ? {} : { returnTo: returnTo.replaceAll(value, BLANK) }),
    ...(session === undefined ? {} : { session: { ...session, cookie: undefined } }),
  } as AdapterPayload
}

function withSecrets(value: string, payload: AdapterPayload): AdapterPayload {
  return { ...payload, jti: value, ...(payload.returnTo === undefined ? {} : { returnTo: payload.returnTo.replaceAll(BLANK, value) }) }
}

type Row = { payload: AdapterPayload; consumed_at: Date | null }

/** Records of the protocol by the values that open them; a value itself is in no row. */
export const opaqueStore = {
  async put(model: string, value: string, payload: AdapterPayload, expiresInSeconds: number): Promise<void> {
    await hotPool().query({
      name: 'oidc-put',
      text: `insert into oidc_payload (model, id, payload, grant_id, uid, expires_at) values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))
             on conflict (model, id) do update set payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid, expires_at = excluded.expires_at`,
      values: [model, hashOf(value), withoutSecrets(value, payload), payload.grantId ?? null, payload.uid ?? null, expiresInSeconds],
    })
  },

  async find(model: string, value: string): Promise<AdapterPayload | undefined> {
    const { rows } = await hotPool().query<Row>({
      name: 'oidc-find',
      text: 'select payload, consumed_at from oidc_payload where model = $1 and id = $2 and expires_at > now()',
      values: [model, hashOf(value)],
    })
    const row = rows[0]
    return row && { ...withSecrets(value, row.payload), ...(row.consumed_at ? { consumed: true } : {}) }
  },

  /** By the session's public name, for reading only: the value of its cookie is not known here. */
  async findByUid(model: string, uid: string): Promise<AdapterPayload | undefined> {
    const { rows } = await hotPool().query<Row>({
      name: 'oidc-find-by-uid',
      text: 'select payload, consumed_at from oidc_payload where model = $1 and uid = $2 and expires_at > now()',
      values: [model, uid],
    })
    return rows[0]?.payload
  },

  /** False when it was used before, or is gone: of any number at once, one is told true. */
  async consume(model: string, value: string): Promise<boolean> {
    const { rowCount } = await hotPool().query({
      name: 'oidc-consume',
      text: 'update oidc_payload set consumed_at = now() where model = $1 and id = $2 and consumed_at is null and expires_at > now()',
      values: [model, hashOf(value)],
    })
    return rowCount === 1
  },

  async remove(model: string, value: string): Promise<void> {
    await hotPool().query({ name: 'oidc-remove', text: 'delete from oidc_payload where model = $1 and id = $2', values: [model, hashOf(value)] })
  },

  /** Ids (hashes) of what it removed. */
  async removeByGrant(model: string, grantId: string): Promise<string[]> {
    const { rows } = await hotPool().query<{ id: string }>({
      name: 'oidc-remove-by-grant',
      text: 'delete from oidc_payload where model = $1 and grant_id = $2 returning id',
      values: [model, grantId],
    })
    return rows.map(({ id }) => id)
  },
}
