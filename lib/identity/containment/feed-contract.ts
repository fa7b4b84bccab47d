import { z } from 'zod'
import { idField } from '@/lib/kernel/fields'
import { DecisionCheck } from '../ledger/contract'

/**
 * What an enforcement point sends to the feed. Text in it was chosen by agents and tool servers: it is data, bounded
 * here and made inert before it is kept.
 */
const milliseconds = z.number().finite().nonnegative()
const code = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/)

export const EnrolPointInput = z.strictObject({
  code: z.string().min(16).max(200),
  name: z.string().regex(/^[a-z0-9-]{1,40}$/, 'lower-case letters, digits and hyphens, 40 at most'),
  /** Of a gateway. */
  url: z.url({ protocol: /^https?$/ }).max(500).optional(),
  /** Must be the key that signed the request's DPoP proof. */
  jwk: z.record(z.string(), z.unknown()),
})
export type EnrolPointInput = z.output<typeof EnrolPointInput>

/** The claims that a point read in a token whose signature it had verified. The record is made from the delegation row. */
const TokenClaims = z.object({
  jti: z.string().max(100),
  tenant: idField<'tenant'>(),
  sub: z.string().max(100),
  client_id: z.string().max(100),
  act: z.unknown().optional(),
  mandate: z.string().max(100),
  purpose: z.string().max(2_000),
  run_id: z.string().max(100),
  scope: z.string().max(20_000),
  doc: z.string().max(200),
  delegation: z.string().max(100).optional(),
  sponsor: z.string().max(100).optional(),
})
export type TokenClaims = z.output<typeof TokenClaims>

const CHECKS_MAX = 24

/** A call, before it happens. `id` becomes the ledger entry's; sending it again is answered again, and kept once. */
export const DecisionRecord = z.object({
  kind: z.literal('decision'),
  id: idField<'ledger_entry'>(),
  at: milliseconds,
  result: z.enum(['allowed', 'denied']),
  reason: code.nullish(),
  /** Null where there was no token of ours to read. */
  claims: TokenClaims.nullable(),
  server: z.string().max(200),
  tool: z.string().max(200),
  parameters_digest: z.string().max(100).nullish(),
  parameters_redacted: z.unknown().optional(),
  checks: z.array(DecisionCheck).max(CHECKS_MAX),
})
export type DecisionRecord = z.output<typeof DecisionRecord>

/** What became of an allowed call. `cause_id` is its decision. */
export const OutcomeRecord = z.object({
  kind: z.literal('outcome'),
  id: idField<'ledger_entry'>(),
  cause_id: idField<'ledger_entry'>(),
  at: milliseconds,
  result: z.enum(['ok', 'failed', 'cut']),
  ms: milliseconds,
  reason: code.nullish(),
})
export type OutcomeRecord = z.output<typeof OutcomeRecord>

/** The point's process is new: calls that were in flight through the one before are over. */
export const StartedRecord = z.object({ kind: z.literal('started'), id: idField<'ledger_entry'>(), at: milliseconds })
export type StartedRecord = z.output<typeof StartedRecord>

export const CallRecord = z.discriminatedUnion('kind', [DecisionRecord, OutcomeRecord, StartedRecord])
export type CallRecord = z.output<typeof CallRecord>

export const RECORDS_MAX = 512

/** Only `recorded` lets a call go on. `contained` and `refused` were written down as denied, with the reason. */
export type CallAnswer = { id: string; status: 'recorded' | 'contained' | 'refused'; reason?: string }

export const ReceiptClaims = z.object({
  iss: idField<'enforcement_point'>(),
  aud: z.string(),
  order_id: idField<'containment_order'>(),
  epoch: z.number().int().nonnegative(),
  enforced_at: milliseconds,
  ms: z.number().finite(),
  cut_calls: z.number().int().nonnegative().max(1_000_000),
})
export type ReceiptClaims = z.output<typeof ReceiptClaims>

const TOOLS_MAX = 500
export const ToolsInput = z.object({
  server_id: idField<'tool_server'>(),
  tools: z
    .array(
      z.object({
        name: z.string().min(1).max(128),
        title: z.string().max(200).nullish(),
        description: z.string().max(4_000).nullish(),
        readOnly: z.boolean().nullish(),
      }),
    )
    .max(TOOLS_MAX),
})
export type ToolsInput = z.output<typeof ToolsInput>
