import { randomBytes } from 'node:crypto'
import { transaction } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import { decide } from '../access/decide'
import { recordDenial } from '../command'
import { append, publishedHead } from '../ledger'
import { toInvalid, type Refusal } from '../refusals'
import { DrawInput, POPULATION_MAX, type DrawView } from './contract'
import { drawView } from './internal/draw-view'
import { drawFrom } from './internal/rank'

const NAME = 'audit.draw.make'
const SEED_BYTES = 8

/**
 * Draws a sample of the record. Who drew what, by which seed, is recorded. A verb of its own shape: what is ranked may
 * be a million entries, which no command's transaction waits for.
 */
export const makeDraw = Object.assign(
  async (actor: Actor, raw: unknown): Promise<Result<DrawView, Refusal>> => {
    const parsed = DrawInput.safeParse(raw)
    if (!parsed.success) return refuse(toInvalid(parsed.error))
    const { tenantId } = actor
    const denied = decide(actor, NAME, actor)
    if (denied) {
      await recordDenial(actor, NAME, denied)
      return refuse(denied)
    }
    const at = new Date()
    const { since, until = at.toISOString(), seed = randomBytes(SEED_BYTES).toString('hex'), size: wanted, ...rest } = parsed.data
    if (Date.parse(since) >= Date.parse(until)) return refuse({ code: 'invalid', fields: { since: 'is not before the end of the period' } })
    const head = await publishedHead(tenantId)
    if (!head) return refuse({ code: 'conflict', detail: 'no entry of this log is sealed yet: ask again in a second' })
    if (wanted !== undefined && wanted > head.size) return refuse({ code: 'invalid', fields: { size: `the log has ${head.size} entries under a signed head` } })
    const size = wanted ?? head.size
    const filter = Object.fromEntries(Object.entries(rest).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])))
    const drawn = await drawFrom(tenantId, { ...filter, since, until }, seed, size)
    if (!drawn) return refuse({ code: 'invalid', fields: { since: `more than ${POPULATION_MAX.toLocaleString('en')} entries match: narrow the filter, by time first of all` } })
    if (drawn.population === 0) return refuse({ code: 'invalid', fields: { since: 'no entry of this period matches the filter, so there is nothing to draw' } })
    const id = newId<'audit_draw'>()
    return transaction(
      tenantId,
      async (tx) => {
        await tx.auditDraw.create({ data: { id, tenantId, seed, filter, since: new Date(since), until: new Date(until), size, population: drawn.population, drawnAt: at, drawnBy: actor.id, drawnByName: actor.name } })
        await tx.auditDrawItem.createMany({ data: drawn.items.map(({ entryId, position, leafHash }, index) => ({ drawId: id, tenantId, number: index + 1, entryId, position, leafHash: Uint8Array.from(leafHash) })) })
        await append(tx, actor, NAME, { subject: { kind: 'audit_draw', id, name: `${drawn.items.length} of ${drawn.population.toLocaleString('en')} entries` }, detail: { seed, filter, since, until, size, population: drawn.population, positions: drawn.items.map(({ position }) => position) } }, at)
        const view = await drawView(tx, actor, id)
        return view ? ok(view) : refuse<Refusal>({ code: 'not_found' })
      },
      'ReadCommitted',
    )
  },
  { permission: NAME, input: DrawInput } as const,
)
