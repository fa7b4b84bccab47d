import type { Playbook } from '@/generated/prisma/client'
import type { Tx } from '@/lib/db/transaction'
import { z } from 'zod'
import { GRAINS, type Grain } from '../../containment/target'
import { PlaybookStep, type PlaybookView } from '../contract'
import { SHIPPED } from '../shipped-playbooks'

/** The newest version of each that was written here, and what ships where none was. */
export async function currentPlaybooks(tx: Pick<Tx, 'playbook'>, tenantId: string): Promise<PlaybookView[]> {
  const written = await tx.playbook.findMany({ where: { tenantId }, orderBy: [{ slug: 'asc' }, { version: 'desc' }], distinct: ['slug'] })
  return merged(written.map(viewOf))
}

/** Those that ship first, in their own order. */
export function merged(written: readonly PlaybookView[]): PlaybookView[] {
  const shipped = SHIPPED.map((one) => written.find(({ slug }) => slug === one.slug) ?? one)
  return [...shipped, ...written.filter(({ slug }) => !SHIPPED.some((one) => one.slug === slug))]
}

/** What a tenant wrote goes before what ships: a playbook of one's own for a grain is meant. */
export const playbookFor = (playbooks: readonly PlaybookView[], grain: Grain): PlaybookView => {
  const fitting = playbooks.filter(({ grains }) => grains.includes(grain))
  return fitting.find(({ written }) => written !== null) ?? fitting[0] ?? playbooks[0] ?? SHIPPED[0]
}

const Steps = z.array(PlaybookStep)
export const stepsOf = (column: unknown): PlaybookStep[] => Steps.parse(column)
/** Null for what an older or newer release wrote in another shape. */
export const readableSteps = (column: unknown): PlaybookStep[] | null => Steps.safeParse(column).data ?? null

export const viewOf = (row: Playbook): PlaybookView => ({
  slug: row.slug,
  version: row.version,
  name: row.name,
  summary: row.summary,
  grains: GRAINS.filter((grain) => row.grains.includes(grain)),
  steps: stepsOf(row.steps),
  written: { by: row.writtenByName, at: row.writtenAt.toISOString() },
})
