import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorityProcesses, type AuthorityProcess } from '@/lib/testing/authority-process'
import { testDatabase } from '@/lib/testing/database'
import { freePort } from '@/lib/testing/free-port'
import { routeTemplate } from './route-template'

const db = await testDatabase()
let processes: Awaited<ReturnType<typeof authorityProcesses>>
let authority: AuthorityProcess
let port: number

beforeAll(async () => {
  processes = await authorityProcesses()
  port = await freePort()
  authority = await processes.start(db, { LANYARD_METRICS_PORT: String(port) })
})
afterAll(() => processes?.remove())

const scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()

describe('metrics', () => {
  it('are served beside the public address and not on it', async () => {
    const text = await scrape()
    for (const name of ['lanyard_tokens_total', 'lanyard_issue_batch_size', 'lanyard_halt_receipt_seconds', 'lanyard_ledger_lag_seconds', 'lanyard_database_connections', 'nodejs_eventloop_lag_seconds'])
      expect(text).toContain(`# HELP ${name}`)
    expect(text).toMatch(/^lanyard_ledger_unsealed_entries \d+$/m)
    expect(text).toMatch(/^lanyard_signing_keys_age_seconds [0-9.]+$/m)
    expect((await fetch(`${authority.issuer}/metrics`)).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${port}/other`)).status).toBe(404)
  })

  it('count requests by template, whatever paths and methods somebody invents', async () => {
    for (let n = 0; n < 20; n++) await fetch(`${authority.issuer}/invented-${n}/secret-${n}`, { method: n % 2 ? 'GET' : `X${n}` })
    await fetch(`${authority.issuer}/api/v1/agents/0190-not-an-id?token=canary-in-query`)
    const text = await scrape()
    expect(text).toMatch(/route="\/api\/v1\/agents\/:agentId",status="401"/)
    expect(text).not.toMatch(/invented|secret-|canary|0190-not/)
    const series = new Set([...text.matchAll(/^lanyard_http_request_duration_seconds_count\{([^}]*)\}/gm)].map((match) => match[1]))
    expect(series.size).toBeLessThan(10)
  })

  it('know every path of the management API by its template', () => {
    expect(routeTemplate('/oauth/token')).toBe('/oauth/token')
    expect(routeTemplate('/api/v1/mandates/x')).toBe('/api/v1/mandates/:mandateId')
    expect(routeTemplate('/api/v1/keys/rotate')).toBe('/api/v1/keys/rotate')
    expect(routeTemplate('/api/v1/nothing/of/ours')).toBe('other')
  })
})
