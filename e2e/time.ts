import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { stack } from './stack'

/** Lets agents be as old as if they had been registered so many days ago: what falls due after months is not waited for. */
export async function agedBy(days: number, agentIds: readonly string[]): Promise<void> {
  const [, , , port] = readFileSync(join(stack.home, 'postgres', 'postmaster.pid'), 'utf8').split('\n')
  const client = new pg.Client({ host: '127.0.0.1', port: Number(port), user: 'lanyard', password: readFileSync(join(stack.home, 'postgres.password'), 'utf8').trim(), database: 'lanyard' })
  await client.connect()
  try {
    await client.query(`update agent set created_at = created_at - make_interval(days => $1) where id = any($2::uuid[])`, [days, agentIds])
  } finally {
    await client.end()
  }
}
