import { ok, refuse, type Result } from '@/lib/kernel/result'
import { toInvalid } from '../../refusals'
import type { ImportColumn, ImportLine } from '../bulk-contract'
import { IdentityDocument, PublicJwk, TagField, TAGS_MAX } from '../contract'

type Problems = Record<string, string>
const PURPOSE_MIN = 8
export type LineDocument = { document: IdentityDocument; publicKey: PublicJwk | null; tags: string[] }

/** What one line of a file says, as an identity document; or why it cannot be one, by column. */
export function lineDocument({ values }: ImportLine): Result<LineDocument, Problems> {
  const of = (column: ImportColumn) => values[column]?.trim() || undefined
  const problems: Problems = {}
  const parsed = IdentityDocument.safeParse({
    ...present({ name: of('name') ?? '', version: of('version'), team: of('team'), platform: of('platform'), risk_level: of('risk_level'), runtime: of('runtime'), next_review_at: of('next_review_at') }),
    owner: of('owner_id') ?? of('owner') ?? '',
    sponsor: of('sponsor_id') ?? of('sponsor') ?? of('owner_id') ?? of('owner') ?? '',
    purpose: of('purpose') ?? '',
    tools: toolsIn(of('tools'), problems),
  })
  if (!parsed.success) Object.assign(problems, byColumn(toInvalid(parsed.error).fields))
  for (const [column, given] of [['name', of('name')], ['owner', of('owner_id') ?? of('owner')], ['purpose', of('purpose')]] as const) if (given === undefined) problems[column] = 'is missing'
  if ((of('purpose')?.length ?? PURPOSE_MIN) < PURPOSE_MIN) problems['purpose'] = `is shorter than ${PURPOSE_MIN} characters`
  // Who sponsors what nobody owns is not asked.
  if (problems['owner'] === 'is missing' && of('sponsor_id') === undefined && of('sponsor') === undefined) delete problems['sponsor']
  const tags = TagField.array().max(TAGS_MAX).safeParse(words(of('tags')))
  if (!tags.success) problems['tags'] = tags.error.issues[0]?.message ?? 'cannot be read'
  const publicKey = keyIn(of('public_key'), problems)
  return Object.keys(problems).length > 0 || !parsed.success || !tags.success ? refuse(problems) : ok({ document: parsed.data, publicKey, tags: [...new Set(tags.data)].sort() })
}

/** Problems of the document as problems of the columns that it was made from. */
export const byColumn = (fields: Problems): Problems => Object.fromEntries(Object.entries(fields).map(([field, problem]) => [field.replace(/^document\./, '').replace(/\..*$/, ''), problem]))

const words = (text: string | undefined): string[] => (text ?? '').split(/[\s;|,]+/).filter(Boolean)
const present = (values: Record<string, string | undefined>) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

/** As scopes: `mcp:<server>:<tool>`. A number is the column of the list's own file, which counts them. */
function toolsIn(text: string | undefined, problems: Problems): { mcp_server: string; tool_id: string }[] {
  if (text === undefined || /^\d+$/.test(text)) return []
  return words(text).flatMap((scope) => {
    const [, mcp_server, tool_id] = /^mcp:([^:]+):(.+)$/.exec(scope) ?? []
    if (mcp_server && tool_id) return [{ mcp_server, tool_id }]
    problems['tools'] = `\`${scope.slice(0, 80)}\` is not mcp:<server>:<tool>`
    return []
  })
}

function keyIn(text: string | undefined, problems: Problems): PublicJwk | null {
  if (text === undefined) return null
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    problems['public_key'] = 'is not a JWK in JSON' // what stands there is not repeated: it may be a private key
    return null
  }
  const parsed = PublicJwk.safeParse(raw)
  if (parsed.success) return parsed.data
  problems['public_key'] = parsed.error.issues[0]?.message ?? 'is no public key'
  return null
}
