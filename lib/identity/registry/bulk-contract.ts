import { z } from 'zod'
import { idField } from '@/lib/kernel/fields'
import { TagField, TAGS_MAX } from './contract'

/** Agents that one request tags at most; who has more asks again, and sees how far it is. */
export const TAG_AGENTS_MAX = 200
const Tags = z.array(TagField).max(TAGS_MAX).default([])

export const TagAgentsInput = z
  .strictObject({ agentIds: z.array(idField<'agent'>()).min(1).max(TAG_AGENTS_MAX), add: Tags, remove: Tags })
  .refine(({ add, remove }) => add.length + remove.length > 0, { path: ['add'], error: 'name a tag to add or to remove' })
  .refine(({ add, remove }) => !add.some((tag) => remove.includes(tag)), { path: ['remove'], error: 'names a tag that is to be added' })
/** What came of it, agent by agent. */
export const TagReport = z.object({
  changed: z.array(z.string()),
  /** What takes exactly this back: an agent that had one of the tags before keeps it. */
  undo: z.array(z.object({ agentIds: z.array(z.string()), add: z.array(z.string()), remove: z.array(z.string()) })),
  unchanged: z.number().int(),
  refused: z.array(z.object({ id: z.string(), name: z.string(), why: z.string() })),
})
export type TagReport = z.infer<typeof TagReport>

/** Offers that one request decides. */
export const DECIDE_TRANSFERS_MAX = 50
export const TransferIdsInput = z.strictObject({ transferIds: z.array(idField<'transfer'>()).min(1).max(DECIDE_TRANSFERS_MAX) })
/** What came of it, offer by offer. */
export const DecidedReport = z.object({ decided: z.array(z.string()), refused: z.array(z.object({ id: z.string(), why: z.string() })) })
export type DecidedReport = z.infer<typeof DecidedReport>

/** Agents that one request confirms. */
export const CONFIRM_AGENTS_MAX = 50
export const ConfirmAgentsInput = z.strictObject({ agentIds: z.array(idField<'agent'>()).min(1).max(CONFIRM_AGENTS_MAX) })
/** What came of it, agent by agent. */
export const ConfirmedReport = z.object({
  confirmed: z.array(z.object({ id: z.string(), name: z.string(), /** By when again; null: it is not asked for. */ confirm_by: z.iso.datetime().nullable() })),
  refused: z.array(z.object({ id: z.string(), /** Null: there is no such agent here. */ name: z.string().nullable(), why: z.string() })),
})
export type ConfirmedReport = z.infer<typeof ConfirmedReport>

/** Lines that one request takes. */
export const IMPORT_LINES_MAX = 50
/** Columns of a file that make an agent. Others, such as those of the file that the list gives, are left alone. */
export const IMPORT_COLUMNS = ['name', 'owner', 'owner_id', 'sponsor', 'sponsor_id', 'purpose', 'team', 'platform', 'risk_level', 'version', 'runtime', 'next_review_at', 'tools', 'tags', 'public_key'] as const
export type ImportColumn = (typeof IMPORT_COLUMNS)[number]

/** A line of a file, by its columns. */
export const ImportLine = z.strictObject({ line: z.number().int().min(1), values: z.partialRecord(z.enum(IMPORT_COLUMNS), z.string().max(2_000)) })
export type ImportLine = z.infer<typeof ImportLine>
export const ImportAgentsInput = z.strictObject({
  lines: z.array(ImportLine).min(1).max(IMPORT_LINES_MAX),
  /** Says what would come of each line, and changes nothing. */
  dry_run: z.boolean().default(true),
})

/**
 * `registers` and `tags`: what is done, or would be. `same`: it is here as the line says. `differs`: it is here and otherwise;
 * a document is changed by a revision, and an owner by an offer. `refused`: not a line that can be taken.
 */
export const IMPORT_OUTCOMES = ['registers', 'tags', 'same', 'differs', 'refused'] as const
export const ImportedLine = z.object({
  line: z.number().int(),
  name: z.string().nullable(),
  outcome: z.enum(IMPORT_OUTCOMES),
  /** Why not, or in what it differs, by column. */
  fields: z.record(z.string(), z.string()),
  agent: z.object({ id: z.string(), status: z.string() }).nullable(),
})
export type ImportedLine = z.infer<typeof ImportedLine>
export const ImportReport = z.object({ lines: z.array(ImportedLine) })
