import { asRows } from '@/lib/db/rows'
import { LOCK } from '@/lib/db/locks'
import { ok, refuse } from '@/lib/kernel/result'
import { COMPANY_SLUG } from '../access/ensure-company'
import { installationCommand } from '../installation-command'
import type { Invalid, NotFound } from '../refusals'
import { EraseSampleInput, type SampleRowsView } from './contract'
import { summaryOf } from './internal/count-rows'

/**
 * Erases the sample company whole, its ledger included, and says so in the company's ledger. Its agents can do nothing
 * from this commit on: their clients, mandates and tokens are not there any more.
 */
export const eraseSample = installationCommand({
  name: 'sample.erase',
  input: EraseSampleInput,
  act: async (client, { input }) => {
    const found = await client.query(
      `select s.id as sample, s.name, c.id as company from sample_estate e
       join tenant s on s.id = e.estate_id and s.kind = 'sample' join tenant c on c.slug = $1
       where e.state in ('building', 'ready') for update of e`,
      [COMPANY_SLUG],
    )
    const row = asRows<{ sample: string; name: string; company: string }>(found.rows)[0]
    if (!row) return refuse<NotFound | Invalid>({ code: 'not_found' })
    if (input.name.trim() !== row.name) return refuse<NotFound | Invalid>({ code: 'invalid', fields: { name: `must be \`${row.name}\`` } })
    // No batch issues, records or seals for the sample while its rows go; what waited finds nothing and is refused.
    await client.query('select pg_advisory_xact_lock($1, 0), pg_advisory_xact_lock($2::int4, hashtext($3))', [LOCK.sequencer, LOCK.containment, row.sample])
    // Nor are its calls summed up: whoever is at that has ended, and who comes next finds no entries any more.
    await client.query('select 1 from agent_use_cursor where id = 1 for update')
    const erased = summaryOf((await client.query('select table_name, row_count from sample_rows(true)')).rows)
    await client.query(`update sample_estate set state = 'erased', doing = '', changed_at = now() where id = 1`)
    const value: SampleRowsView = { name: row.name, ...erased }
    return ok({
      value,
      tenantId: row.company,
      subject: { kind: 'sample', id: row.sample, name: row.name },
      detail: { rows: erased.total, ...Object.fromEntries(erased.rows.map(({ what, count }) => [what.replaceAll(' ', '_'), count])) },
    })
  },
})
