import { AsyncLocalStorage } from 'node:async_hooks'
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span as OtelSpan, type SpanContext } from '@opentelemetry/api'
import { ExportResultCode, parseTraceParent } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, detectResources, envDetector, resourceFromAttributes, serviceInstanceIdDetector } from '@opentelemetry/resources'
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base'
import type { Span, SpanOptions, Tracer } from '@/lib/kernel/tracing'

/** Longer than any id; what is longer would be no word of ours. */
const VALUE_CHARACTERS_MAX = 128
const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT } as const

/**
 * OpenTelemetry's SDK, set up by the standard variables (sampler, batches, endpoint, headers). It is not made the global
 * one: a library with spans of its own (Next has some, with whole addresses in them) would speak through it, and a span
 * here says what `Attributes` allows and nothing else.
 */
export function otelTracing(serviceName: string, onProblem: (reason: string) => void): { tracer: Tracer; shutdown(): Promise<void> } {
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(detectResources({ detectors: [envDetector, serviceInstanceIdDetector] }))
      .merge(resourceFromAttributes({ 'service.name': serviceName })),
    spanLimits: { attributeValueLengthLimit: VALUE_CHARACTERS_MAX },
    spanProcessors: [new BatchSpanProcessor(toldOf(new OTLPTraceExporter(), onProblem))],
  })
  const otel = provider.getTracer('lanyard')
  const current = new AsyncLocalStorage<SpanContext | undefined>()

  const contextOf = ({ parent }: SpanOptions) => {
    const context = parent === undefined ? current.getStore() : remote(parent)
    return context ? trace.setSpanContext(ROOT_CONTEXT, context) : ROOT_CONTEXT
  }
  const tracer: Tracer = {
    start(name, options) {
      const links = (options.links ?? []).map(remote).filter((context) => context !== undefined)
      const settings = { attributes: { ...options.attributes }, links: links.map((context) => ({ context })), ...(options.kind && { kind: KINDS[options.kind] }) }
      return spanOf(otel.startSpan(name, settings, contextOf(options)), current)
    },
    traceparent() {
      const here = current.getStore()
      return here && `00-${here.traceId}-${here.spanId}-${(here.traceFlags & 1).toString().padStart(2, '0')}`
    },
    apart: (work) => current.run(undefined, work),
  }
  return { tracer, shutdown: () => provider.shutdown() }
}

function spanOf(span: OtelSpan, current: AsyncLocalStorage<SpanContext | undefined>): Span {
  return {
    run: (work) => current.run(span.spanContext(), work),
    enter: () => current.enterWith(span.spanContext()),
    set: (attributes) => void span.setAttributes({ ...attributes }),
    fail: (word) => void span.setAttribute('error.type', word).setStatus({ code: SpanStatusCode.ERROR }),
    end: () => span.end(),
  }
}

/** Whatever somebody outside sent that is no `traceparent` is as if they had sent nothing. */
function remote(traceparent: string | null): SpanContext | undefined {
  const context = traceparent === null ? null : parseTraceParent(traceparent)
  return context ? { ...context, isRemote: true } : undefined
}

/** The SDK keeps failures to itself; an operator must hear of them. */
function toldOf(exporter: SpanExporter, onProblem: (reason: string) => void): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.code !== ExportResultCode.SUCCESS) onProblem(result.error?.message.slice(0, 200) ?? 'unknown')
        done(result)
      }),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  }
}
