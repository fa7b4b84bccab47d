import { decodeCursor, encodeCursor } from '@/lib/kernel/cursor'
import { ListDrawsInput } from './contract'
import { summaryOf } from './internal/draw-view'
import { query } from './internal/tables'

/** Samples, newest first; one's own and everybody’s. */
export const listDraws = query({
  name: 'audit.draw.read',
  input: ListDrawsInput,
  answer: async (tx, { actor: { tenantId }, input: { cursor, limit } }) => {
    const [at, id] = cursor === undefined ? [] : (decodeCursor(cursor, 2) ?? [])
    const after = at && id && !Number.isNaN(Date.parse(at)) ? new Date(at) : null
    const draws = await tx.auditDraw.findMany({
      where: { tenantId, ...(after && id ? { OR: [{ drawnAt: { lt: after } }, { drawnAt: after, id: { lt: id } }] } : {}) },
      orderBy: [{ drawnAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    })
    const shown = draws.slice(0, limit)
    const items = await tx.auditDrawItem.findMany({ where: { tenantId, drawId: { in: shown.map((draw) => draw.id) } }, select: { drawId: true, verdict: true } })
    const last = shown.at(-1)
    return { items: shown.map((draw) => summaryOf(draw, items.filter(({ drawId }) => drawId === draw.id))), next: draws.length > limit && last ? encodeCursor([last.drawnAt.toISOString(), last.id]) : null }
  },
})
