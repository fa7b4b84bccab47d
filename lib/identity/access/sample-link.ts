import { z } from 'zod'
import { asRows } from '@/lib/db/rows'
import { newId, parseId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import { installationCommand } from '../installation-command'
import type { NotFound, WrongState } from '../refusals'
import type { SampleLinkView } from './contract'
import type { LinkSettings } from './internal/make-link'
import { linkExpiry, linkUrl, newCode } from './internal/one-time-code'

/**
 * A link that lets whoever opens it look around in the sample company as one of its people, once. It leads into the
 * one tenant that the start marked as the sample, and into no other.
 *
 * @param sampleOpen whether this installation shows its sample at all: on one machine, embedded
 */
export const openSample = ({ issuer, sampleOpen = false }: LinkSettings & { sampleOpen?: boolean }) =>
  installationCommand({
    name: 'sample.open',
    input: z.object({}),
    act: async (client, { actor }) => {
      if (!sampleOpen) return refuse<NotFound | WrongState>({ code: 'not_found' })
      const found = await client.query(
        `select t.id, t.name from sample_estate e join tenant t on t.id = e.estate_id and t.kind = 'sample' where e.state in ('building', 'ready')`,
      )
      const sample = asRows<{ id: string; name: string }>(found.rows)[0]
      if (!sample) return refuse<NotFound | WrongState>({ code: 'not_found' })
      const now = new Date()
      const [{ code, hash }, expiresAt] = [newCode(), linkExpiry('sample', now)]
      await client.query(
        `insert into one_time_link (id, tenant_id, kind, token_hash, created_by, created_at, expires_at) values ($1, $2, 'sample', $3, $4, $5, $6)`,
        [newId(), sample.id, hash, parseId(actor.id), now, expiresAt],
      )
      const value: SampleLinkView = { url: linkUrl(issuer, 'sample', code), expiresAt: expiresAt.toISOString() }
      return ok({ value, subject: { kind: 'sample', id: sample.id, name: sample.name } })
    },
  })
