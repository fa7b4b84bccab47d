import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi } from '@/lib/api/client'
import { startSpan, traced, tracedBatch, traceparent } from '@/lib/kernel/tracing'
import { otlpReceiver, type OtlpReceiver } from '@/lib/testing/otlp-receiver'
import { startTracing } from './start-tracing'

/** An authority that refuses everybody, and keeps what it was sent. */
let heard: IncomingHttpHeaders = {}
const authority = createServer((request, response) => {
  heard = request.headers
  response.writeHead(401, { 'content-type': 'application/json' }).end('{"refusal":{"code":"signed_out"}}')
})
let collector: OtlpReceiver
let origin: string

beforeAll(async () => {
  collector = await otlpReceiver()
  await new Promise<void>((resolve) => authority.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(authority.address() as AddressInfo).port}`
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector.endpoint
})
afterAll(() => {
  delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT']
  authority.close()
  collector.close()
})
const ask = () => createApi({ origin, token: 'a-secret-token' }).me.get({})

describe('without a collector', () => {
  it('there is no trace, and no header that tells of one', async () => {
    const tracing = await startTracing('console', null, () => undefined)
    await traced('page', {}, async () => expect(await ask()).toMatchObject({ ok: false }))
    expect(traceparent()).toBeUndefined()
    expect(heard['traceparent']).toBeUndefined()
    await tracing.close()
  })
})

describe('with a collector', () => {
  it('a question to the API is part of what it was asked for, and told of by its template', async () => {
    const tracing = await startTracing('console', { serviceName: 'lanyard', variables: {} }, () => undefined)
    const began = startSpan('GET /agents', { kind: 'server', parent: null })
    const id = began.run(() => traceparent())?.split('-')[1]
    await began.run(ask)
    const sent = heard['traceparent']
    began.end()
    expect(traceparent()).toBeUndefined()
    await tracedBatch('batch', [sent as string, undefined, sent as string], () => Promise.resolve())
    await tracedBatch('nobody’s', [undefined], () => Promise.resolve(expect(traceparent()).toBeUndefined()))
    await tracing.close()

    const call = collector.spans().find(({ name }) => name === 'GET /api/v1/me')
    expect(call).toMatchObject({ service: 'lanyard-console', traceId: id, attributes: { 'http.response.status_code': 401, 'url.template': '/api/v1/me', 'error.type': '401' } })
    expect(sent).toBe(`00-${id}-${call?.spanId}-01`)
    expect(collector.spans().find(({ name }) => name === 'batch')).toMatchObject({ traceId: id, parentSpanId: call?.spanId, attributes: { 'lanyard.batch.size': 3 } })
    expect(collector.spans().some(({ name }) => name === 'nobody’s')).toBe(false)
    expect(collector.text()).not.toContain('a-secret-token')
  })

  it('that does not take them, an operator hears of it', async () => {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `${origin}/` // answers 401
    const problems: string[] = []
    const tracing = await startTracing('console', { serviceName: 'lanyard', variables: {} }, (reason) => problems.push(reason))
    startSpan('lost').end()
    await tracing.close()
    expect(problems).toHaveLength(1)
  })
})
