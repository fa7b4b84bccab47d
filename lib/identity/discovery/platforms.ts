import { z } from 'zod'
import type { PlatformIssuer } from '@/generated/prisma/client'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Invalid } from '../refusals'
import { AddPlatformInput, PlatformIdInput, PLATFORMS_MAX, type PlatformView } from './contract'
import { command, query } from './internal/tables'

const viewOf = ({ id, name, issuer, lastSeenAt, problem, problemAt, createdByName: by, createdAt: at }: PlatformIssuer): PlatformView => ({
  id, name, issuer, seen_at: lastSeenAt?.toISOString() ?? null, problem: problem !== null && problemAt ? { what: problem, at: problemAt.toISOString() } : null, created: { by, at: at.toISOString() },
}) // prettier-ignore

/** Platforms that are believed, by name. */
export const listPlatforms = query({
  name: 'discovery.read',
  input: z.object({}),
  answer: async (tx, { actor }) => (await tx.platformIssuer.findMany({ where: { tenantId: actor.tenantId, removedAt: null }, orderBy: { name: 'asc' } })).map(viewOf),
})

/** Believes a platform in what it says of its workloads. Nobody gets a token for that: who is seen for the first time comes to the inbox. */
export const addPlatform = ({ issuer: own }: { issuer: string }) =>
  command({
    name: 'discovery.platform.add',
    input: AddPlatformInput,
    resource: async (tx, _input, actor) => ({ tenantId: actor.tenantId, known: await tx.platformIssuer.findMany({ where: { tenantId: actor.tenantId, removedAt: null }, select: { name: true, issuer: true } }) }),
    act: async (tx, { actor, input: { name, issuer }, resource: { known } }): Promise<Result<Change & { value: PlatformView }, Invalid>> => {
      if (issuer.replace(/\/$/, '') === own) return refuse({ code: 'invalid', fields: { issuer: 'is this installation’s own' } })
      if (known.some((one) => one.issuer === issuer)) return refuse({ code: 'invalid', fields: { issuer: 'is believed already' } })
      if (known.some((one) => one.name.toLowerCase() === name.toLowerCase())) return refuse({ code: 'invalid', fields: { name: 'is the name of another platform' } })
      if (known.length >= PLATFORMS_MAX) return refuse({ code: 'invalid', fields: { name: `there are ${PLATFORMS_MAX} already: remove one first` } })
      const row = await tx.platformIssuer.create({ data: { id: newId<'platform_issuer'>(), tenantId: actor.tenantId, name, issuer, createdByName: actor.name } })
      return ok({ value: viewOf(row), subject: { kind: 'platform_issuer', id: row.id, name }, detail: { issuer } })
    },
  })

/** Believes it no more: its tokens say nothing from now on. */
export const removePlatform = command({
  name: 'discovery.platform.remove',
  input: PlatformIdInput,
  resource: (tx, { platformId }, actor) => tx.platformIssuer.findFirst({ where: { id: platformId, tenantId: actor.tenantId, removedAt: null } }),
  act: async (tx, { resource: { id, name, issuer } }): Promise<Result<Change & { value: Record<string, never> }, never>> => {
    await tx.platformIssuer.update({ where: { id }, data: { removedAt: new Date() } })
    return ok({ value: {}, subject: { kind: 'platform_issuer', id, name }, detail: { issuer } })
  },
})
