import type { Api } from '@/lib/api/client'
import type { DiffView } from '@/lib/identity/registry/contract'
import { agentIdOf, apiOf, unreachableAuthority, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { plain, plainJson } from '../plain'
import { readDocuments, type WrittenAgent } from '../read-documents'
import { refusalText } from '../refusal-text'
import { registerOne } from './register-agents'

export async function showDiff(context: CliContext, agent: string, options: { from?: string; to?: string; json?: boolean }): Promise<void> {
  const api = apiOf(context)
  const diff = await valueOf(context, api.agents.diff({ agentId: await agentIdOf(context, api, agent), against: options.from, revision: options.to }))
  context.out(options.json ? plainJson(diff) : inWords(diff))
}

export async function approveDraft(context: CliContext, agent: string, options: { digest?: string; json?: boolean }): Promise<void> {
  const api = apiOf(context, 'person')
  const agentId = await agentIdOf(context, api, agent)
  let { digest } = options
  if (digest === undefined) {
    const diff = await valueOf(context, api.agents.diff({ agentId }))
    if (!diff.approval) throw new CliError(`${plain(diff.agent.name)} has no draft that waits`)
    digest = diff.to.digest
    context.say(inWords(diff))
  }
  const approved = await valueOf(context, api.agents.approve({ agentId, digest }))
  context.out(options.json ? plainJson(approved) : `approved ${approved.name}: revision ${approved.revision.number} is in force`)
}

type Applied = { name: string; done: 'registered' | 'draft' | 'unchanged'; id: string; revision: number; breaking: string[] }

/** One after the other; the first that is refused ends the command, and what was done before it stays and is printed. */
export async function applyFile(context: CliContext, file: string, options: { note?: string; json?: boolean }): Promise<void> {
  const api = apiOf(context)
  const done: Applied[] = []
  try {
    for (const written of readDocuments(file)) done.push(await applyOne(context, api, written, options.note))
  } finally {
    if (options.json) context.out(plainJson(done))
    else for (const one of done) context.out(told(one))
  }
}

async function applyOne(context: CliContext, api: Api, written: WrittenAgent, note: string | undefined): Promise<Applied> {
  const { name } = written.document
  const [known] = (await valueOf(context, api.agents.list({ name, limit: 1 }))).items
  if (!known) {
    const { agent } = await registerOne(context, api, written, undefined)
    return { name, done: 'registered', id: agent.id, revision: agent.revision.number, breaking: [] }
  }
  const agent = await valueOf(context, api.agents.get({ agentId: known.id }))
  const isApproved = agent.revision.status === 'approved'
  const result = await api.agents
    .revise({ agentId: agent.id, document: written.document, base: isApproved ? agent.revision.digest : undefined, draft: agent.draft?.digest, note })
    .catch((error: unknown) => {
      throw unreachableAuthority(context, error)
    })
  if (!result.ok && result.refusal.code === 'wrong_state' && result.refusal.state === 'unchanged') return { name, done: 'unchanged', id: agent.id, revision: agent.revision.number, breaking: [] }
  if (!result.ok) throw new CliError(`no draft was written of \`${name}\`:\n${refusalText(result.refusal)}`)
  const diff = await valueOf(context, api.agents.diff({ agentId: agent.id }))
  return { name, done: 'draft', id: agent.id, revision: diff.to.number, breaking: diff.changes.filter((change) => change.breaking).map((change) => change.path) }
}

function told({ name, done, revision, breaking }: Applied): string {
  if (done === 'registered') return `${name}: registered`
  if (done === 'unchanged') return `${name}: unchanged, revision ${revision} is in force`
  return `${name}: draft of revision ${revision}, ${breaking.length === 0 ? 'nothing breaking' : `breaking: ${breaking.map(plain).join(', ')}`}; somebody else has to approve it`
}

function inWords({ agent, from, to, changes, breaking, approval, names }: DiffView): string {
  const named = (text: string | null) => (text === null ? 'nothing' : plain(names[text] ?? text))
  const head = from ? `${plain(agent.name)}: revision ${from.number} to revision ${to.number} (${to.status}, by ${plain(to.author)})` : `${plain(agent.name)}: revision ${to.number} is the first (${to.status}, by ${plain(to.author)})`
  const lines = changes.map((change) => `${change.breaking ? '!' : ' '} ${plain(change.path)}: ${named(change.before)} -> ${named(change.after)} (${plain(change.why)})`)
  const sum = from ? [changes.length === 0 ? 'no difference' : `${changes.length} changes, ${breaking} breaking`] : []
  return [head, ...lines, ...sum, ...(approval ? [`digest: ${to.digest}`, whatItEnds(approval)] : [])].join('\n')
}

function whatItEnds({ ends, stale, needs_proof }: NonNullable<DiffView['approval']>): string {
  if (stale) return 'it was written against a revision that is no longer in force'
  const tokens = ends.live_tokens === 0 ? 'approving ends no live token' : `approving ends ${ends.live_tokens} live tokens, ${ends.passed_on} of them passed on; ${ends.kept} stay`
  return needs_proof ? `${tokens}; it needs an admin’s passkey, in the console` : tokens
}
