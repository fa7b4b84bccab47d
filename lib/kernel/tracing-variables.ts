import { z } from 'zod'

const httpUrl = z.string().refine((raw) => URL.canParse(raw) && /^https?:$/.test(new URL(raw).protocol), 'must be an http or https address')

/**
 * The OpenTelemetry variables that are read, with their standard meaning; the SDK reads those that are set by itself.
 * Without an endpoint there are no traces, and the SDK is not even loaded.
 */
export const TRACING_VARIABLES = {
  /** Of a collector that takes OTLP over HTTP; traces go to `/v1/traces` below it. */
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl,
  /** The same, but whole. */
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl,
  OTEL_EXPORTER_OTLP_HEADERS: z.string(),
  /** Begins the four services' names. */
  OTEL_SERVICE_NAME: z.string().regex(/^[\w.-]{1,60}$/, 'must be letters, digits, dots, hyphens and underscores, 60 at most'),
  OTEL_RESOURCE_ATTRIBUTES: z.string(),
  OTEL_TRACES_SAMPLER: z.enum(
    ['always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'],
    'must be always_on, always_off, traceidratio, or one of these after `parentbased_`',
  ),
  OTEL_TRACES_SAMPLER_ARG: z.string().regex(/^(0(\.\d+)?|1(\.0+)?)$/, 'must be a number from 0 to 1'),
  /** Milliseconds between two exports. */
  OTEL_BSP_SCHEDULE_DELAY: z.string().regex(/^[1-9]\d{0,5}$/, 'must be a number of milliseconds'),
  OTEL_SDK_DISABLED: z.enum(['true', 'false'], 'must be true or false'),
} as const

export const TRACING_NAMES = Object.keys(TRACING_VARIABLES) as (keyof typeof TRACING_VARIABLES)[]
