import type { Api } from '@/lib/api/client'
import type { AgentView } from '@/lib/identity/registry/contract'
import { apiOf, unreachableAuthority } from '../api'
import { dropNewKey, keyFileOf, keyIn, type AgentKey } from '../agent-key'
import { CliError, type CliContext } from '../context'
import { plainJson } from '../plain'
import { readDocuments, type WrittenAgent } from '../read-documents'
import { refusalText } from '../refusal-text'
import { facts } from '../table'

type Options = { key?: string; json?: boolean }
type Registered = { agent: AgentView; key: AgentKey | null }

/**
 * Registers every agent of a file, each with a key of its own that is made here. They are registered one after the
 * other; the first that is refused ends the command, and what was registered before it stays and is printed.
 */
export async function registerAgents(context: CliContext, file: string, options: Options): Promise<void> {
  const written = readDocuments(file)
  if (options.key !== undefined && written.length > 1) throw new CliError('--key is for one agent: every agent has a key of its own')
  if (options.key !== undefined && written[0]?.publicKey !== undefined) throw new CliError('the document has a `public_key` already: leave out --key')
  const api = apiOf(context)
  const done: Registered[] = []
  try {
    for (const agent of written) done.push(await registerOne(context, api, agent, options.key))
  } finally {
    if (options.json && done.length > 0) context.out(plainJson(written.length === 1 ? asJson(done[0] as Registered) : done.map(asJson)))
    else for (const one of done) context.out(inWords(one))
  }
}

export async function registerOne(context: CliContext, api: Api, { document, publicKey }: WrittenAgent, keyFile: string | undefined): Promise<Registered> {
  const key = publicKey === undefined ? keyIn(keyFile ?? keyFileOf(context, document.name)) : null
  if (key && !key.isNew) context.say(`using the key in ${key.file}`)
  // The authority parses the document and the key; a file is not typed.
  const call = api.agents.register({ document, public_key: (key?.publicJwk ?? publicKey) as never })
  const result = await call.catch((error: unknown) => {
    // Nobody knows whether it was registered, so the key must stay.
    throw unreachableAuthority(context, error)
  })
  if (result.ok) return { agent: result.value, key }
  if (key) dropNewKey(key)
  throw new CliError(`\`${document.name}\` was not registered:\n${refusalText(result.refusal)}`)
}

const asJson = ({ agent, key }: Registered) => ({
  id: agent.id,
  client_id: agent.client_id,
  spiffe_id: agent.spiffe_id,
  name: agent.name,
  status: agent.status,
  risk_level: agent.risk_level,
  owner: agent.owner,
  sponsor: agent.sponsor,
  digest: agent.revision.digest,
  kid: agent.credentials[0]?.kid ?? null,
  next_review_at: agent.next_review_at,
  key_file: key?.file ?? null,
})

function inWords({ agent, key }: Registered): string {
  const lines = facts([
    ['id', agent.id],
    ['client_id', agent.client_id],
    ['spiffe_id', agent.spiffe_id],
    ['status', agent.status === 'draft' ? `draft: its risk is ${agent.risk_level}, so somebody else has to approve it` : agent.status],
    ['owner', agent.owner.name],
    ['sponsor', agent.sponsor.name],
    ...(key ? ([['private key', key.file]] as const) : []),
  ])
  return `registered ${agent.name}\n${lines}`
}
