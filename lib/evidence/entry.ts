import { z } from 'zod'

const id = z.string().nullable()

/** An entry as it is sealed: these fields and no other (RFC 8785 canonical JSON of them is what a leaf is the hash of). */
export const Entry = z.object({
  id: z.string(),
  tenant_id: z.string(),
  occurred_at: z.string(),
  action: z.string(),
  result: z.string(),
  reason: id,
  actor_kind: z.string(),
  actor_id: z.string(),
  actor_name: z.string(),
  root_person_id: id,
  agent_id: id,
  chain: z.array(z.string()),
  delegation_id: id,
  mandate_id: id,
  run_id: id,
  tool_server: id,
  tool: id,
  subject_kind: id,
  subject_id: id,
  subject_name: id,
  purpose: id,
  cause_id: id,
  detail: z.unknown(),
})
export type Entry = z.infer<typeof Entry>
export const ENTRY_FIELDS: readonly string[] = Object.keys(Entry.shape)
