import { CompareInput, type CompareView } from './contract'
import { compare, RANKED_MIN, StoredGroups } from './groups'
import { settingOf } from './internal/stored'
import { query } from './internal/tables'

/** Teams, platforms or risk levels side by side, by the newest snapshot; nothing is counted for it. */
export const compareGroups = query({
  name: 'posture.read',
  input: CompareInput,
  answer: async (tx, { actor: { tenantId }, input: { by } }): Promise<CompareView> => {
    const row = await tx.postureGroups.findUnique({ where: { tenantId } })
    const nothing = { by, taken_at: null, ranked_min: RANKED_MIN, groups: [], left_out: { groups: 0, agents: 0 } }
    if (!row) return nothing
    const { weights } = await settingOf(tx, tenantId)
    const stored = StoredGroups.parse(row.groups)
    return { ...nothing, taken_at: row.takenAt.toISOString(), groups: compare(stored, by, weights), ...(by === 'risk' ? {} : { left_out: stored.left_out[by] }) }
  },
})
