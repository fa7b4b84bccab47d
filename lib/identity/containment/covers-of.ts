import type pg from 'pg'

export type Cover = {
  /** The newest order over the subject; a token with a lower epoch is dead for ever, lifted or not. */
  epoch: number
  /** Whether an order is in force now. */
  inForce: boolean
}

export type CoverRow = { subject_id: string; epoch: string; in_force: boolean }

/** Of these tenants and subjects, given as SQL arrays of ids. */
export const coversSql = (tenantIds: string, subjectIds: string): string => `
select subject_id, max(epoch) as epoch, bool_or(lifted_epoch is null) as in_force from containment_cover
where tenant_id = any(${tenantIds}) and subject_id = any(${subjectIds}) and kind in ('agent', 'mandate') group by subject_id`

export const coversFrom = (rows: readonly CoverRow[]): Map<string, Cover> =>
  new Map(rows.map((row) => [row.subject_id, { epoch: Number(row.epoch), inForce: row.in_force }]))

/** What covers, or has covered, these agents and mandates. Subjects never covered are absent. */
export async function coverEpochsOf(client: pg.PoolClient, tenantIds: readonly string[], subjectIds: readonly string[]): Promise<Map<string, Cover>> {
  const { rows } = await client.query<CoverRow>({
    name: 'containment-covers',
    text: coversSql('$1::uuid[]', '$2::uuid[]'),
    values: [tenantIds, subjectIds],
  })
  return coversFrom(rows)
}

/** Those of these agents that are contained now. */
export async function coversOf(client: pg.PoolClient, tenantIds: readonly string[], agentIds: readonly string[]): Promise<Set<string>> {
  const covers = await coverEpochsOf(client, tenantIds, agentIds)
  return new Set([...covers].filter(([, cover]) => cover.inForce).map(([id]) => id))
}
