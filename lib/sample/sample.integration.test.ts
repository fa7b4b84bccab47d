import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi, type Api } from '@/lib/api/client'
import { until } from '@/lib/testing/gateway'
import { startStack, type Stack } from '@/lib/testing/stack'
import { AGENTS, PEOPLE, SERVERS } from './company'
import { INVOICES } from './invoices/serve-invoices'
import { need } from './need'
import { byLink, type Person } from './sign-in'

/** The product as `npm start` runs it, with its sample; the company's own script token beside it. */
const ROOT = 'root-token-of-the-sample-test'
let stack: Stack
let root: Api
let owner: pg.Client
let sampleId: string
let administrator: Person

beforeAll(async () => {
  stack = await startStack({ sample: true, environment: { LANYARD_ROOT_TOKEN: ROOT } })
  root = createApi({ origin: stack.issuer, token: ROOT })
  const password = readFileSync(join(stack.home, 'postgres.password'), 'utf8').trim()
  const port = Number(readFileSync(join(stack.home, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3])
  owner = new pg.Client({ host: '127.0.0.1', port, user: 'lanyard', password, database: 'lanyard' })
  await owner.connect()
  sampleId = (await rows<{ id: string }>(`select id from tenant where kind = 'sample'`))[0]?.id ?? ''
}, 400_000)
afterAll(async () => {
  await owner?.end()
  await stack?.stop()
})

const rows = async <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> => (await owner.query<T>(sql, values)).rows
const sample = () => need(root.sample.get({}))
const log = () => (existsSync(join(stack.home, 'logs', 'sample.log')) ? readFileSync(join(stack.home, 'logs', 'sample.log'), 'utf8') : '')

function sampleProcess(): number | null {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
  for (const line of stdout.split('\n')) {
    const [, pid, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    if (Number(parent) === stack.pid && args.includes('dist/sample.js')) return Number(pid)
  }
  return null
}

describe('the sample company', () => {
  it('is built beside the running product, and taken up again where it was killed', async () => {
    await until(async () => (await sample()).done >= 4, 'the first parts of the sample', [log()], 60_000)
    const killed = sampleProcess()
    process.kill(killed ?? 0, 'SIGKILL')
    await until(async () => (await sample()).state === 'ready', 'the sample to stand', [log()], 120_000)
    expect(sampleProcess()).not.toBe(killed)
  }, 200_000)

  it('has everything once, made by its own people through the product', async () => {
    administrator = await byLink(stack, (await need(root.sample.open({}))).url)
    const { api } = administrator
    const agents = (await need(api.agents.list({ limit: 100 }))).items
    expect(agents.map(({ name }) => name).sort()).toEqual(AGENTS.map(({ name }) => name).sort())
    expect((await need(api.people.list({}))).items.map(({ status }) => status)).toEqual(Array.from({ length: Object.keys(PEOPLE).length + 1 }, () => 'active'))
    expect((await need(api.toolServers.list({}))).map(({ slug, tools }) => [slug, tools.length > 0]).sort()).toEqual([...SERVERS, INVOICES].map(({ slug }) => [slug, true]).sort())
    expect(agents.find(({ name }) => name === 'payment-releaser')?.status).toBe('suspended')
    expect(agents.find(({ name }) => name === 'contract-scout')?.status).toBe('active') // halted, and restored
    expect(agents.find(({ name }) => name === 'fleet-telemetry')?.status).toBe('draft')
    expect((await need(api.me.get({}))).tenant).toMatchObject({ kind: 'sample', slug: 'sample' })
    const standing = (await need(api.mandates.list({ limit: 100 }))).items.filter(({ kind }) => kind === 'standing')
    expect(standing).toHaveLength(AGENTS.filter((agent) => agent.standing).length)
  })

  it('keeps working: a chain of three reaches its tool, and the gateway lets it', async () => {
    const agentId = (await need(administrator.api.agents.list({ name: 'customs-checker' }))).items[0]?.id ?? ''
    const calls = async () => (await need(administrator.api.events.list({ agent: agentId, tool: 'check_customs', result: 'allowed' }))).items
    await until(async () => (await calls()).length > 0, 'a call at the end of a chain of three', [log()], 60_000)
    const [call] = await calls()
    expect(call?.chain.map(({ name }) => name)).toEqual(['dispatch-planner', 'route-optimizer', 'customs-checker'])
    expect(call?.root?.name).toBe(PEOPLE.mariko.name)
  }, 90_000)

  it('keeps its agents’ keys to itself, and has no database and no key of ours', () => {
    const folder = join(stack.home, 'sample', 'agents')
    expect(readdirSync(folder)).toHaveLength(AGENTS.length)
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o077).toBe(0)
    if (process.platform !== 'linux') return
    expect(readFileSync(`/proc/${sampleProcess()}/environ`, 'utf8')).not.toMatch(/DATABASE_URL|postgres(ql)?:|KEY_ENCRYPTION_KEY|ROOT_TOKEN/)
  })

  it('is erased whole by one act, which the company’s ledger keeps', async () => {
    const ofCompany = `tenant_id = (select id from tenant where slug = 'company')`
    const others = () =>
      rows(`select (select json_agg(e order by id) from ledger_entry e where ${ofCompany} and action <> 'sample.erase') as entries,
        (select json_agg(t order by id) from tool_server t where ${ofCompany}) as servers, (select json_agg(p) from person p where ${ofCompany}) as people`)
    const before = await others()
    const preview = await need(root.sample.preview({}))
    expect(preview.rows.find(({ what }) => what === 'agents')?.count).toBe(AGENTS.length)
    expect(await root.sample.erase({ name: 'Meridian' })).toMatchObject({ ok: false, refusal: { code: 'invalid' } })
    const erased = await need(root.sample.erase({ name: preview.name }))
    expect(erased.rows.find(({ what }) => what === 'agents')?.count).toBe(AGENTS.length)
    expect(erased.total).toBeGreaterThanOrEqual(preview.total)

    expect(await administrator.api.me.get({})).toEqual({ ok: false, refusal: { code: 'signed_out' } })
    await until(async () => sampleProcess() === null, 'its process to end', [log()], 30_000)
    await until(async () => !existsSync(join(stack.home, 'sample')) && !existsSync(join(stack.home, 'tools', 'sample')), 'its files to be gone', [], 10_000)
    const tables = await rows<{ table_name: string }>(`select table_name from information_schema.columns where column_name = 'tenant_id' and table_schema = 'public'`)
    expect(tables.length).toBeGreaterThan(15)
    for (const { table_name: table } of tables)
      expect([table, (await rows<{ n: number }>(`select count(*)::int as n from "${table}" where tenant_id = $1`, [sampleId]))[0]?.n]).toEqual([table, 0])
    expect(await rows('select id from tenant where id = $1', [sampleId])).toEqual([])
    expect(await others()).toEqual(before)
    const [entry] = await rows<{ actor_kind: string; detail: { agents: number } }>(
      `select e.actor_kind, e.detail from ledger_entry e join tenant t on t.id = e.tenant_id and t.slug = 'company' where e.action = 'sample.erase'`,
    )
    expect(entry).toMatchObject({ actor_kind: 'root', detail: { agents: AGENTS.length } })
    expect(await sample()).toMatchObject({ state: 'erased', may_open: false })
    expect(await root.sample.open({})).toMatchObject({ ok: false, refusal: { code: 'not_found' } })
  }, 120_000)
})
