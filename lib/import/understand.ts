import { IdentityDocument } from '@/lib/identity/registry/contract'
import { A2aCard, fromA2aCard } from './a2a-card'
import { signatureSentences, verifyCard, type IssuerKeys } from './a2a-signature'
import type { KnownServer, Understood } from './draft'
import { fromMcpClientConfig, serversOf } from './mcp-client-config'

const PROBLEMS_MAX = 8
/** YAML may refer to itself and grow without end; none of these files has a use for that. */
const ALIASES_MAX = 20

/**
 * An agent out of YAML or JSON: an identity document, an A2A agent card or an MCP client's configuration. Pure, so that
 * a file with secrets in it need not leave the browser. The parser comes only when there is something to parse.
 */
export async function understand(text: string, known: readonly KnownServer[], issuer: IssuerKeys | null = null): Promise<Understood> {
  const { parse } = await import('yaml')
  let raw: unknown
  try {
    raw = parse(withoutComments(text), { maxAliasCount: ALIASES_MAX, logLevel: 'error' })
  } catch (thrown) {
    return { ok: false, problems: [thrown instanceof Error ? (thrown.message.split('\n')[0] ?? 'not YAML') : 'not YAML'] }
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { ok: false, problems: ['It has no fields: one document, card or configuration is needed'] }
  const servers = serversOf(raw)
  if (servers) return { ok: true, draft: fromMcpClientConfig(servers, known, 'name' in raw ? raw.name : undefined) }
  const card = A2aCard.safeParse(raw)
  if (card.success) return { ok: true, draft: fromA2aCard(card.data, signatureSentences(await verifyCard({ ...raw }, issuer))) }
  return understandDocument(raw)
}

const NEITHER = 'It is neither an identity document, nor an A2A agent card, nor the configuration of an MCP client with servers in it'

function understandDocument(raw: object): Understood {
  if (!('owner' in raw) && !('purpose' in raw)) return { ok: false, problems: [NEITHER] }
  const parsed = IdentityDocument.safeParse(raw)
  if (!parsed.success)
    return { ok: false, problems: parsed.error.issues.slice(0, PROBLEMS_MAX).map((issue) => `${issue.path.join('.') || 'document'}: ${issue.message}`) }
  return { ok: true, draft: { kind: 'identity_document', document: parsed.data, taken: ['every field of the document'], open: [], secrets: [] } }
}

/** Editors allow `//` comments in their JSON settings; YAML does not know them. Only whole lines, so that no URL is cut. */
const withoutComments = (text: string): string => (/^\s*[{/]/.test(text) ? text.replace(/^\s*\/\/.*$/gm, '') : text).replace(/^\uFEFF/, '')
