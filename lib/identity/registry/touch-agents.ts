import type pg from 'pg'

/**
 * Notes that agents were active, for "last active" and for lists sorted by it. Called within the hot path's batches,
 * so it writes an agent at most every 30 s and never waits: a row that somebody else holds is left for the next batch.
 */
export async function touchAgents(client: pg.PoolClient, agentIds: readonly string[]): Promise<void> {
  if (agentIds.length === 0) return
  await client.query({
    name: 'agent-touch',
    text: `
      with due as (
        select id from agent where id = any($1::uuid[]) and (last_active_at is null or last_active_at < now() - interval '30 seconds')
        for no key update skip locked
      )
      update agent set last_active_at = now() from due where agent.id = due.id`,
    values: [agentIds],
  })
}
