import { Prisma } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import { read, transaction } from '@/lib/db/transaction'
import { ok } from '@/lib/kernel/result'
import { offerMandates, type OfferedMandate } from '../../delegation'
import { reviseAgent } from '../../registry'
import { IdentityDocument } from '../../registry/contract'
import type { StepCheck } from '../contract'
import { RETIREMENT_JOB, retirer, type Doing } from './doing'
import { takeOut } from './take-out'

const NAMED_MAX = 50
const done = (check: string, detail: string): StepCheck => ({ check, ok: true, detail })
const day = (at: Date): string => at.toISOString().slice(0, 10)

/**
 * What hung on it goes to its successor as far as policy allows, each for somebody to accept: documents that named it
 * and whom it may delegate to, as drafts; its standing mandates, as offers to the successor's sponsor. Nothing moves by
 * itself. What nobody can take over, a person's consent and work that was under way, has ended, and is named.
 */
export async function passOn(doing: Doing): Promise<StepCheck[]> {
  const successor = await successorOf(doing)
  const receivers = successor ? await receiversOf(doing) : []
  const documents = await takeOut(doing, receivers)
  return [...documents, ...(await edges(doing, successor, receivers)), ...(await mandates(doing, successor)), ...(await tasks(doing))]
}

type Successor = { id: string; name: string; sponsor: string; state: string; document: unknown; digest: string | null; draft: unknown }

async function successorOf({ tenantId, successorId }: Doing): Promise<Successor | null> {
  if (successorId === null) return null
  const [row] = await read(tenantId, async (tx) =>
    asRows<Successor>(
      await tx.$queryRaw`
        select a.id, a.name, p.name as sponsor, a.state, r.document, r.digest, d.document as draft
        from agent a join person p on p.id = a.sponsor_id left join agent_revision r on r.id = a.revision_in_force_id left join agent_revision d on d.agent_id = a.id and d.status = 'draft'
        where a.tenant_id = ${tenantId}::uuid and a.id = ${successorId}::uuid`,
    ),
  )
  return row ?? null
}

type Receiver = { id: string; name: string }

/** Whom it may delegate to, as its document in force says, and who is there still. */
const receiversOf = ({ tenantId, agentId, successorId }: Doing): Promise<Receiver[]> =>
  read(tenantId, async (tx) =>
    asRows<Receiver>(
      await tx.$queryRaw`
        select b.id, b.name from agent a join agent_revision r on r.id = a.revision_in_force_id, jsonb_array_elements_text(r.document->'may_delegate_to') t(id)
          join agent b on b.id::text = t.id and b.tenant_id = ${tenantId}::uuid and b.state <> 'retired'
        where a.tenant_id = ${tenantId}::uuid and a.id = ${agentId}::uuid and b.id <> ${successorId}::uuid order by b.name`,
    ),
  )

/** The successor may delegate to whom it could, once somebody has approved a draft that says so. */
async function edges(doing: Doing, successor: Successor | null, receivers: readonly Receiver[]): Promise<StepCheck[]> {
  if (!successor || receivers.length === 0) return []
  const check = `whom ${successor.name} may delegate to`
  const names = receivers.map(({ name }) => name).join(', ')
  if (successor.state !== 'active' || successor.digest === null) return [done(check, `ended: ${names}; ${successor.name} is ${successor.state}`)]
  const missing = (document: unknown) => receivers.filter(({ id }) => !IdentityDocument.parse(document).may_delegate_to.includes(id))
  if (missing(successor.document).length === 0) return [done(check, `${names}: its document says so already`)]
  const draft = (await successorOf(doing))?.draft ?? null
  if (draft !== null) return [done(check, missing(draft).length === 0 ? `${names}: a draft waits for approval` : `not passed on: ${missing(draft).map(({ name }) => name).join(', ')}; a draft that somebody else wrote is open, and its author adds them`)]
  const { next_review_at: due, ...held } = IdentityDocument.parse(successor.document)
  const revised = await reviseAgent(retirer(doing.tenantId), {
    agentId: successor.id,
    document: { ...held, may_delegate_to: [...held.may_delegate_to, ...missing(successor.document).map(({ id }) => id)], ...(due && Date.parse(due) > Date.now() ? { next_review_at: due } : {}) },
    base: successor.digest,
    note: `takes over from ${doing.agentName}, which is retired`,
  })
  return [revised.ok ? done(check, `${names}: a draft waits for approval`) : { check, ok: false, detail: 'no draft could be written that says so' }]
}

type Mandate = { id: string; kind: string; purpose: string; person: string; scopes: string[]; expires_at: Date }

async function mandates(doing: Doing, successor: Successor | null): Promise<StepCheck[]> {
  const { tenantId, agentId, agentName, retirementId } = doing
  const ended = await read(tenantId, async (tx) =>
    asRows<Mandate>(
      await tx.$queryRaw`
        select m.id, m.kind, m.purpose, p.name as person, m.scopes, m.expires_at from mandate m join person p on p.id = m.person_id join retirement t on t.id = ${retirementId}::uuid
        where m.tenant_id = ${tenantId}::uuid and m.agent_id = ${agentId}::uuid and m.expires_at > t.requested_at and (m.withdrawn_at is null or m.withdrawn_by = ${RETIREMENT_JOB})
        order by m.created_at, m.id limit ${NAMED_MAX + 1}`,
    ),
  )
  const standing = ended.slice(0, NAMED_MAX).filter(({ kind }) => kind === 'standing')
  const consents = ended.slice(0, NAMED_MAX).filter(({ kind }) => kind !== 'standing')
  const offered = successor && standing.length > 0 ? await transaction(tenantId, async (tx) => ok(await offerMandates(tx, { tenantId, from: agentId, to: successor.id, mandates: standing }))) : null
  return [
    ...standing.map(({ purpose }, n) => done(`standing mandate “${purpose}”`, inWords(successor, offered?.ok ? offered.value[n] : undefined))),
    ...consents.map(({ purpose, person }) => done(`mandate of ${person} “${purpose}”`, `ended: a person’s consent is for ${agentName} alone; ${successor ? `${successor.name} asks for its own` : 'nobody takes it over'}`)),
    ...(ended.length > NAMED_MAX ? [done('more mandates', `more than ${NAMED_MAX}: those that are not named ended, and are offered to nobody`)] : []),
  ]
}

function inWords(successor: Successor | null, offered: OfferedMandate | undefined): string {
  if (!successor || !offered) return 'ended: no successor was named'
  if (offered.state === 'not_offered') return successor.state === 'active' ? `ended: the document of ${successor.name} allows none of it` : `ended: ${successor.name} is ${successor.state}`
  const without = offered.leftOut.length > 0 ? `; ended, since its document does not allow it: ${offered.leftOut.join(', ')}` : ''
  const how = offered.state === 'offered' ? `offered to ${successor.name}: ${successor.sponsor}, its sponsor, accepts it or not${offered.until ? ` by ${day(offered.until)}` : ''}` : `${offered.state} for ${successor.name}`
  return `${how}${without}`
}

type Task = { purpose: string; person: string; autonomous: boolean; first: string; first_id: string; tokens: number; ended: boolean }

/** Work that was under way when it was retired: every token of it that went through the agent is dead, and a task is never handed to another in the middle. */
async function tasks({ tenantId, agentId, agentName, retirementId }: Doing): Promise<StepCheck[]> {
  const rows = await read(tenantId, async (tx) =>
    asRows<Task>(
      await tx.$queryRaw(Prisma.sql`
        select d.purpose, p.name as person, d.autonomous, f.name as first, f.id as first_id, count(*)::int as tokens, bool_and(d.revoked_at is not null) as ended
        from delegation d join retirement t on t.id = ${retirementId}::uuid join person p on p.id = d.root_person_id join agent f on f.id = d.path[1]
        where d.tenant_id = ${tenantId}::uuid and d.expires_at > t.requested_at and d.issued_at <= t.requested_at and d.path @> array[${agentId}::uuid] and (d.revoked_at is null or d.revoked_at >= t.requested_at)
        group by d.mandate_id, d.purpose, p.name, d.autonomous, f.name, f.id order by min(d.issued_at) limit ${NAMED_MAX + 1}`),
    ),
  )
  const named = rows.slice(0, NAMED_MAX).map(({ purpose, person, autonomous, first, first_id, tokens, ended }): StepCheck => {
    const counted = tokens === 1 ? 'one token of it' : `${tokens} tokens of it`
    const rest = first_id === agentId ? '' : `; ${first} goes on without what it passed to ${agentName}`
    return { check: `running task “${purpose}” ${autonomous ? 'on its own, under' : 'for'} ${person}`, ok: ended, detail: ended ? `ended: ${counted} revoked${rest}` : `${counted}: some still live` }
  })
  return rows.length > NAMED_MAX ? [...named, done('more running tasks', `more than ${NAMED_MAX}: those that are not named ended, too`)] : named
}
