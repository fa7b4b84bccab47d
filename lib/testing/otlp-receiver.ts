import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

const Attribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })
const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes: z.array(Attribute),
  links: z.array(z.object({ traceId: z.string() })).default([]),
})
const Export = z.object({
  resourceSpans: z.array(z.object({ resource: z.object({ attributes: z.array(Attribute) }), scopeSpans: z.array(z.object({ spans: z.array(Span) })) })),
})

export type ReceivedSpan = Omit<z.output<typeof Span>, 'attributes'> & { service: string; attributes: Record<string, unknown> }
export type OtlpReceiver = {
  endpoint: string
  spans: () => readonly ReceivedSpan[]
  /** Every body as it came. */
  text: () => string
  /** Of the last request. */
  headers: () => Readonly<Record<string, unknown>>
  close(): void
}

/** What a collector is to its clients: OTLP over HTTP, as JSON. */
export async function otlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = []
  const bodies: string[] = []
  let headers: Record<string, unknown> = {}
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      if (request.method !== 'POST' || request.url !== '/v1/traces') return void response.writeHead(404).end()
      headers = request.headers
      bodies.push(body)
      for (const { resource, scopeSpans } of Export.parse(JSON.parse(body)).resourceSpans)
        for (const span of scopeSpans.flatMap((scope) => scope.spans)) spans.push({ ...span, service: String(plain(resource.attributes)['service.name']), attributes: plain(span.attributes) })
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => spans,
    text: () => bodies.join('\n'),
    headers: () => headers,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

const plain = (attributes: readonly z.output<typeof Attribute>[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value['stringValue'] ?? (value['intValue'] === undefined ? Object.values(value)[0] : Number(value['intValue']))]))
