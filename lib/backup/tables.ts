import pg from 'pg'
import { asRows } from '@/lib/db/rows'
import type { Header } from './format'

/** One text for one value, whatever the server, its time zone and its defaults. */
export const COPY_SETTINGS = `set local datestyle = 'ISO, YMD'; set local timezone = 'UTC'; set local intervalstyle = 'iso_8601';
  set local bytea_output = 'hex'; set local extra_float_digits = 3; set local client_encoding = 'UTF8'; set local statement_timeout = 0`

export type Table = { name: string; columns: string[]; select: string }

const TABLES = `
  select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and c.relname <> '_prisma_migrations'
    and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    -- Transaction ids are this cluster's alone: another one counts anew, and its rows get its own.
    and a.atttypid <> 'xid8'::regtype
  group by c.relname order by c.relname`

/** Every table of ours with the columns that are copied; what the database makes by itself is left out. */
export async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(TABLES)
  return rows.map(({ name, columns }) => ({ name, columns, select: `select ${listOf(columns)} from ${pg.escapeIdentifier(name)}` }))
}

/** Parts of those tables, which rows reach through the whole. */
export async function partitionsOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relispartition order by 1`)
  return rows.map(({ name }) => name)
}

export const listOf = (columns: readonly string[]): string => columns.map((column) => pg.escapeIdentifier(column)).join(', ')

export async function sequencesOf(client: pg.Client): Promise<Header['sequences']> {
  const { rows } = await client.query<{ name: string }>(`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S' order by 1`)
  const found: Header['sequences'] = []
  for (const { name } of rows) {
    const state = await client.query(`select last_value::text, is_called from ${pg.escapeIdentifier(name)}`)
    const [row] = asRows<{ last_value: string; is_called: boolean }>(state.rows)
    if (row) found.push({ name, ...row })
  }
  return found
}

export async function appliedMigrations(client: pg.Client): Promise<Header['migrations']> {
  const there = await client.query(`select from pg_class where relnamespace = 'public'::regnamespace and relname = '_prisma_migrations'`)
  if (!there.rowCount) return []
  const { rows } = await client.query<{ name: string; checksum: string }>(
    `select migration_name as name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null order by migration_name`,
  )
  return rows
}
