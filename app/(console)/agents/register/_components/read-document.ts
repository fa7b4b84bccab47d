import { IdentityDocument } from '@/lib/identity/registry/contract'

export type ReadDocument = { ok: true; document: IdentityDocument } | { ok: false; problems: string[] }

const PROBLEMS_MAX = 8
/** YAML may refer to itself and grow without end; a document has no use for that. */
const ALIASES_MAX = 20

/** An identity document out of YAML or JSON (which is YAML). The parser comes only when there is something to parse. */
export async function readDocument(text: string): Promise<ReadDocument> {
  const { parse } = await import('yaml')
  let raw: unknown
  try {
    raw = parse(text, { maxAliasCount: ALIASES_MAX })
  } catch (thrown) {
    return { ok: false, problems: [thrown instanceof Error ? (thrown.message.split('\n')[0] ?? 'not YAML') : 'not YAML'] }
  }
  const parsed = IdentityDocument.safeParse(raw)
  if (parsed.success) return { ok: true, document: parsed.data }
  return { ok: false, problems: parsed.error.issues.slice(0, PROBLEMS_MAX).map((issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`) }
}
