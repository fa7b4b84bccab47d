import { hotTransaction } from '@/lib/db/hot'

/** Notes when points were last given a lease, by the database's clock; `ages` says how many milliseconds ago each was. */
export async function noteLeases(ages: ReadonlyMap<string, number>): Promise<void> {
  await hotTransaction('system', (client) =>
    client.query({
      name: 'leases-note',
      text: `update enforcement_point p set last_lease_at = greatest(p.last_lease_at, now() - make_interval(secs => a.ms / 1000))
        from unnest($1::uuid[], $2::float8[]) a(id, ms) where p.id = a.id`,
      values: [[...ages.keys()], [...ages.values()]],
    }),
  )
}
