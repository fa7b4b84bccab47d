import type { IdentityDocumentInput } from '@/lib/identity/registry/contract'

export type DraftKind = 'identity_document' | 'a2a_card' | 'mcp_client_config'

/** What a file says of an agent, in the words of an identity document. What it does not say is missing, never made up. */
export type Draft = {
  kind: DraftKind
  document: Partial<IdentityDocumentInput>
  /** Said in sentences to whoever registers: what was taken, and from what. */
  taken: string[]
  /** What the file holds that a document does not take over, or that nobody can know from it. */
  open: string[]
  /** Places of values that look like secrets. The values themselves are not kept. */
  secrets: string[]
}

export type Understood = { ok: true; draft: Draft } | { ok: false; problems: string[] }

/** What is known here of the servers behind the gateway, to find those that a file means. */
export type KnownServer = { slug: string; title: string; tools: readonly { name: string }[] }
