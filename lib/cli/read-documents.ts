import { readFileSync } from 'node:fs'
import { LineCounter, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import type { IdentityDocumentInput } from '@/lib/identity/registry/contract'
import { CliError } from './context'

const BYTES_MAX = 4 * 1024 * 1024
const DOCUMENTS_MAX = 1_000

/** One agent of a file: its identity document, and its public key where the file has one. */
export type WrittenAgent = { document: IdentityDocumentInput; publicKey: unknown }

const Named = z.looseObject({ name: z.string().trim().min(1).max(200) })
const Wrapped = z.strictObject({ document: z.looseObject({}), public_key: z.unknown().optional() })

/**
 * Identity documents from a YAML or JSON file (JSON is YAML): one, several after one another (`---`), or a list. A
 * document may carry its `public_key`, within it or beside it as `{document, public_key}`. The authority checks the
 * documents; here it is only asked that they can be told apart.
 */
export function readDocuments(file: string): WrittenAgent[] {
  const values = parse(file).flat()
  if (values.length === 0) throw new CliError(`\`${file}\` has no identity document in it`)
  if (values.length > DOCUMENTS_MAX) throw new CliError(`\`${file}\` has more than ${DOCUMENTS_MAX} identity documents: split it`)
  const agents = values.map((value, index) => agentOf(value, `${file}, document ${index + 1}`))
  const names = agents.map(({ document }) => document.name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new CliError(`\`${file}\` has two documents of the name \`${twice}\``)
  return inOrder(agents)
}

function parse(file: string): unknown[] {
  let text: string
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw new CliError(`\`${file}\` cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`)
  }
  if (Buffer.byteLength(text) > BYTES_MAX) throw new CliError(`\`${file}\` is larger than ${BYTES_MAX / 1024 / 1024} MiB`)
  const lines = new LineCounter()
  // `core` has no tags that make objects, keys must be unique, and aliases are few, so that no small file grows large.
  const documents = parseAllDocuments(text.replace(/^\uFEFF/, ''), { schema: 'core', uniqueKeys: true, lineCounter: lines })
  if (!Array.isArray(documents)) return []
  return documents.map((document) => {
    const [error] = document.errors
    if (error) throw new CliError(`\`${file}\` line ${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0] ?? ''}`)
    try {
      return document.toJS({ maxAliasCount: 50 }) as unknown
    } catch {
      throw new CliError(`\`${file}\` has too many aliases`)
    }
  })
}

function agentOf(value: unknown, where: string): WrittenAgent {
  const wrapped = Wrapped.safeParse(value)
  const { public_key, ...document } = (wrapped.success ? { ...wrapped.data.document, public_key: wrapped.data.public_key } : value ?? {}) as Record<string, unknown>
  const named = Named.safeParse(document)
  if (!named.success) throw new CliError(`${where} is not an identity document: it has no \`name\``)
  return { document: { ...document, name: named.data.name } as unknown as IdentityDocumentInput, publicKey: public_key }
}

/** Those that others may delegate to come first, since a document can only name agents that exist. */
function inOrder(agents: WrittenAgent[]): WrittenAgent[] {
  const byName = new Map(agents.map((agent) => [agent.document.name, agent]))
  const done = new Set<WrittenAgent>()
  const visit = (agent: WrittenAgent, above: readonly WrittenAgent[]): void => {
    if (done.has(agent) || above.includes(agent)) return // a circle is for the authority to refuse
    const below: unknown = agent.document.may_delegate_to
    for (const name of Array.isArray(below) ? below : []) {
      const other = byName.get(String(name))
      if (other) visit(other, [...above, agent])
    }
    done.add(agent)
  }
  for (const agent of agents) visit(agent, [])
  return [...done]
}
