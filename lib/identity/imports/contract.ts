import { z } from 'zod'
import { AUDIT_SYSTEMS } from '@/lib/kernel/audit-systems'
import { idField, textField } from '@/lib/kernel/fields'

/** What one request brings. */
export const IMPORT_PART_MAX = { events: 250, unread: 200 } as const
export const IMPORT_PART_BYTES_MAX = 512 * 1024
/** How many of what could not be read are kept of one import, and how many files by name; the rest is counted. */
export const IMPORT_UNREAD_KEPT_MAX = 500
export const IMPORT_FILES_MAX = 1_000
export const PRINCIPALS_MAX = 8
const PARAMETERS_BYTES_MAX = 16_000

const short = textField(1, 200)
const place = textField(1, 500)
const maybe = (max: number) => textField(1, max).nullable()
const sha256 = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be a SHA-256 in base64url')

/** How somebody came to act: who stands before them in the chain let them. */
export const PRINCIPAL_AS = ['itself', 'source_identity', 'assumed_role', 'impersonated', 'on_behalf_of', 'delegated', 'token'] as const
export const PRINCIPAL_KINDS = ['human', 'machine', 'service', 'unknown'] as const

/** Somebody as the other system names them; not proven by us. */
export const ImportedPrincipal = z.strictObject({
  kind: z.enum(PRINCIPAL_KINDS),
  /** An ARN, an e-mail address, an application’s id, a user name: what the system knows them by. */
  id: textField(1, 300),
  name: short,
  as: z.enum(PRINCIPAL_AS),
  /** Other names that it gives them. */
  also: z.array(textField(1, 300)).max(6).default([]),
})
export type ImportedPrincipal = z.infer<typeof ImportedPrincipal>

/** A session or a key, told without telling it: `digest` is the SHA-256 of its id, for the authority to key. */
export const CredentialRef = z.strictObject({ digest: sha256, hint: textField(1, 60) })
export type CredentialRef = z.infer<typeof CredentialRef>

export const ImportedEvent = z.strictObject({
  system: z.enum(AUDIT_SYSTEMS),
  /** What the system calls the event; null: it has no name, and is known by its digest. */
  source_id: maybe(300),
  /** SHA-256 of the event as it was read. */
  digest: sha256,
  at: z.iso.datetime(),
  action: textField(1, 128),
  result: z.enum(['ok', 'denied', 'failed']),
  reason: maybe(200),
  /** From the root to whoever acted. */
  principals: z.array(ImportedPrincipal).min(1).max(PRINCIPALS_MAX),
  /** What it was done with, and what it gave out. */
  uses: CredentialRef.nullable(),
  issues: CredentialRef.nullable(),
  resource: maybe(300),
  from: z.strictObject({ account: maybe(120), region: maybe(60), ip: maybe(80), user_agent: maybe(300) }),
  /** Redacted where it was read, and again before it is kept. */
  parameters: z.record(z.string(), z.unknown()).refine((value) => JSON.stringify(value).length <= PARAMETERS_BYTES_MAX, `is larger than ${PARAMETERS_BYTES_MAX} characters`),
})
export type ImportedEvent = z.infer<typeof ImportedEvent>

export const UnreadRecord = z.strictObject({ file: place, line: z.number().int().min(1).nullable(), reason: textField(1, 300) })
export type UnreadRecord = z.infer<typeof UnreadRecord>

const counts = z.record(textField(1, 200), z.number().int().min(0)).refine((value) => Object.keys(value).length <= 60, 'has more than 60 names')
export const ImportTotals = z.object({
  /** Events that were read, by system. */
  read: counts,
  /** Records in which there was nothing to import, by why. */
  explained: counts,
  /** Places that could not be read. */
  unread: z.number().int().min(0),
})
export type ImportTotals = z.infer<typeof ImportTotals>
export const ImportedFile = z.strictObject({ name: place, bytes: z.number().int().min(0), digest: sha256, events: z.number().int().min(0) })
export type ImportedFile = z.infer<typeof ImportedFile>

export const BeginImportInput = z.strictObject({ sent_by: z.enum(['command', 'upload']), name: textField(1, 200) })
export const ImportIdInput = z.object({ importId: idField<'audit_import'>() })
export const AddToImportInput = z.strictObject({
  importId: idField<'audit_import'>(),
  events: z.array(ImportedEvent).max(IMPORT_PART_MAX.events).default([]),
  unread: z.array(UnreadRecord).max(IMPORT_PART_MAX.unread).default([]),
})
export const EndImportInput = z.strictObject({
  importId: idField<'audit_import'>(),
  totals: ImportTotals,
  files: z.array(ImportedFile).max(IMPORT_FILES_MAX),
  /** Why it ended before its end. */
  problem: textField(1, 300).nullable().default(null),
})

export const IMPORT_STATES = ['running', 'done', 'failed'] as const
export const ImportView = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(IMPORT_STATES),
  sent_by: z.enum(['command', 'upload']),
  by: z.string(),
  begun_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
  /** Events that came, that were new, and that were there already. */
  came: z.number().int(),
  added: z.number().int(),
  already: z.number().int(),
  totals: ImportTotals,
  files: z.array(z.object({ name: z.string(), bytes: z.number(), digest: z.string(), events: z.number() })),
  /** The first of what could not be read. */
  unread: z.array(z.object({ file: z.string(), line: z.number().nullable(), reason: z.string() })),
  problem: z.string().nullable(),
})
export type ImportView = z.infer<typeof ImportView>
export const AddedToImport = z.object({ added: z.number().int(), already: z.number().int() })
