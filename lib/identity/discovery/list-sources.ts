import { z } from 'zod'
import type { RunView } from './contract'
import { SourceIdInput } from './contract'
import type { SourceSettings } from './add-source'
import { sourceViews } from './internal/source-views'
import { query } from './internal/tables'
import { runView } from './internal/views'

/** Where is looked, how fresh that is, and which folders may be. */
export const listSources = ({ discoveryRoots = [] }: SourceSettings) =>
  query({
    name: 'discovery.read',
    input: z.object({}),
    answer: async (tx, { actor }) => ({ items: await sourceViews(tx, actor.tenantId), roots: [...discoveryRoots] }),
  })

const RUNS_MAX = 50

/** The last runs of a source, newest first, each with what it could not read. */
export const listRuns = query({
  name: 'discovery.read',
  input: SourceIdInput,
  answer: async (tx, { actor, input: { sourceId } }): Promise<RunView[] | null> => {
    const source = await tx.discoverySource.findFirst({ where: { id: sourceId, tenantId: actor.tenantId } })
    if (!source) return null
    return (await tx.discoveryRun.findMany({ where: { sourceId }, orderBy: { id: 'desc' }, take: RUNS_MAX })).map(runView)
  },
})
