import type { AgentFilter } from '../contract'

/** A filter of the list in the form that the database builds a condition of (`agents_where`). */
export function askedFor({ q, name, status, retired, risk, platform, person, team, tag, ownerless }: AgentFilter): string {
  const given = { name, status, risk, platform, person, team, tag }
  return JSON.stringify({
    ...given, // what is undefined is left out
    ...(q ? { q } : {}),
    ...(retired === false ? { retired } : {}),
    ...(ownerless ? { ownerless } : {}),
    // Agents of drills are nobody's estate: found by who looks for them, and counted nowhere.
    ...((q ?? name ?? platform) ? { drills: true } : {}),
  })
}
