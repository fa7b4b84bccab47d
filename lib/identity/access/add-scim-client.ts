import { randomBytes } from 'node:crypto'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Invalid } from '../refusals'
import { AddScimClientInput, type NewScimClientView } from './contract'
import { hashOf } from './internal/one-time-code'
import { asScimSubject, toScimClientView } from './internal/scim-client-view'
import { command } from './internal/tables'

const CLIENTS_MAX = 20
const DAY_MS = 86_400_000
/** So that whoever finds one knows what it is. */
const PREFIX = 'lanyard_scim_'

/** Makes a client that provisions over SCIM. Its token is in the answer and nowhere else; its SHA-256 is what is kept. */
export const addScimClient = ({ issuer }: { issuer: string }) =>
  command({
    name: 'access.scim_client.add',
    input: AddScimClientInput,
    resource: async (tx, _input, actor) => ({
      tenantId: actor.tenantId,
      names: (await tx.scimClient.findMany({ where: { tenantId: actor.tenantId, revokedAt: null }, select: { name: true } })).map(({ name }) => name.toLowerCase()),
    }),
    act: async (tx, { actor, input: { name, days }, resource: { names } }) => {
      if (names.includes(name.toLowerCase())) return refuse<Invalid>({ code: 'invalid', fields: { name: 'is the name of another SCIM client' } })
      if (names.length >= CLIENTS_MAX) return refuse<Invalid>({ code: 'invalid', fields: { name: `there are ${CLIENTS_MAX} already: revoke one first` } })
      const now = new Date()
      const token = `${PREFIX}${randomBytes(32).toString('base64url')}`
      const client = await tx.scimClient.create({
        data: { id: newId<'scim_client'>(), tenantId: actor.tenantId, name, tokenHash: hashOf(token), createdBy: actor.id, createdByName: actor.name, createdAt: now, expiresAt: new Date(now.getTime() + days * DAY_MS) },
      })
      const value: NewScimClientView = { ...toScimClientView(client, now), base_url: `${issuer}/scim/v2`, token }
      return ok({ value, subject: asScimSubject(client), detail: { expires_at: client.expiresAt.toISOString() } })
    },
  })
