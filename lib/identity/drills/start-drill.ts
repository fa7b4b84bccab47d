import { z } from 'zod'
import { Prisma } from '@/generated/prisma/client'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { WrongState } from '../refusals'
import type { DrillView } from './contract'
import { drillView } from './internal/drill-view'
import { command } from './internal/tables'

/** Asks for a drill. The process that may reach the points takes it up; one at a time in a tenant. */
export const startDrill = command({
  name: 'containment.drill.start',
  input: z.object({}),
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor }): Promise<Result<Change & { value: DrillView }, WrongState>> => {
    const open = await tx.drill.findFirst({ where: { tenantId: actor.tenantId, state: { not: 'done' } } })
    if (open) return refuse({ code: 'wrong_state', state: 'a_drill_is_running' })
    try {
      const drill = await tx.drill.create({
        data: { id: newId(), tenantId: actor.tenantId, state: 'asked', askedBy: actor.id, askedByKind: actor.kind, askedByName: actor.name },
      })
      return ok({ value: drillView(drill, []), subject: { kind: 'drill', id: drill.id, name: 'drill' }, detail: { drill_id: drill.id } })
    } catch (thrown) {
      // Somebody else was faster: the index lets one through.
      if (thrown instanceof Prisma.PrismaClientKnownRequestError && thrown.code === 'P2002') return refuse({ code: 'wrong_state', state: 'a_drill_is_running' })
      throw thrown
    }
  },
})
