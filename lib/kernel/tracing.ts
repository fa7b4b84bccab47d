/**
 * Spans, for whoever wants to see where time goes. Without a tracer, which is how every process starts, all of this
 * does nothing and knows no library: `lib/telemetry` brings one when the operator names a collector.
 */

/**
 * All that a span may say. Values are words from closed sets that stand in the code, numbers, or ids of ours; a token,
 * a name, an address with its query, a parameter or a message has no place here.
 */
export type Attributes = Readonly<
  Partial<{
    'http.request.method': string
    'http.route': string
    'http.response.status_code': number
    'url.template': string
    'server.address': string
    'server.port': number
    'error.type': string
    'lanyard.agent.id': string
    'lanyard.run.id': string
    'lanyard.grant': string
    'lanyard.result': string
    'lanyard.reason': string
    'lanyard.batch.size': number
    'lanyard.entries': number
  }>
>

export type SpanOptions = Readonly<{
  kind?: 'server' | 'client'
  attributes?: Attributes
  /** A W3C `traceparent`; null: begins a trace; left out: what is under way here. */
  parent?: string | null
  /** Others that this is done for, each a `traceparent`. */
  links?: readonly string[]
}>

export type Span = Readonly<{
  /** Does it as part of this span. */
  run<T>(work: () => T): T
  /** From here on, whatever this turn of the event loop begins is part of it: for where nobody lets us call the work. */
  enter(): void
  set(attributes: Attributes): void
  /** @param word a class of errors or a status, never a message */
  fail(word: string): void
  /** One that is never ended is never told of. */
  end(): void
}>

export type Tracer = Readonly<{
  start(name: string, options: SpanOptions): Span
  /** The span under way here, as W3C Trace Context has it. */
  traceparent(): string | undefined
  /** Does it as part of no span. */
  apart<T>(work: () => T): T
}>

export const NO_SPAN: Span = { run: (work) => work(), enter: () => undefined, set: () => undefined, fail: () => undefined, end: () => undefined }

/** On the process and not in this module, because a bundler may give parts of one process a copy each. */
const TRACER = Symbol.for('lanyard.tracer')
const place = globalThis as { [TRACER]?: Tracer | undefined }

export function installTracer(tracer: Tracer | null): void {
  place[TRACER] = tracer ?? undefined
}

export const startSpan = (name: string, options: SpanOptions = {}): Span => place[TRACER]?.start(name, options) ?? NO_SPAN
export const traceparent = (): string | undefined => place[TRACER]?.traceparent()

/** Header fields for a request to another process of ours. */
export function traceHeaders(): { traceparent?: string } {
  const here = traceparent()
  return here === undefined ? {} : { traceparent: here }
}

/** A span for as long as the work takes. */
export async function traced<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  if (!place[TRACER]) return work(NO_SPAN)
  const span = startSpan(name, options)
  try {
    return await span.run(() => work(span))
  } catch (error) {
    span.fail(error instanceof Error && /^\w{1,40}$/.test(error.name) ? error.name : 'unknown')
    throw error
  } finally {
    span.end()
  }
}

const LINKS_MAX = 32

/**
 * What many share: part of the first one's trace, with links to the others'. Where none of them is traced it is part of
 * no trace, whoever happened to set it off.
 *
 * @param from where each of them was when it asked (`traceparent()`)
 */
export function tracedBatch<T>(name: string, from: readonly (string | undefined)[], work: () => Promise<T>): Promise<T> {
  const tracer = place[TRACER]
  if (!tracer) return work()
  const [parent, ...links] = new Set(from.filter((one) => one !== undefined))
  if (parent === undefined) return tracer.apart(work)
  return traced(name, { parent, links: links.slice(0, LINKS_MAX), attributes: { 'lanyard.batch.size': from.length } }, work)
}
