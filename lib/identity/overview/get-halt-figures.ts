import { Prisma } from '@/generated/prisma/client'
import { z } from 'zod'
import { queriesOver } from '../query'
import { haltFigures } from './halt-figures'

/** The overview's figures of halts, for pages that need no other of its numbers. */
export const getHaltFigures = queriesOver<never>()({
  name: 'overview.get',
  input: z.object({}),
  answer: (tx, { actor }) => haltFigures(tx, Prisma.sql`${actor.tenantId}::uuid`),
})
