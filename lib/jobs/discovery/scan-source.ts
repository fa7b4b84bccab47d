import { lstat, realpath } from 'node:fs/promises'
import { Gathering, scanFolder } from '@/lib/import/discover/scan'
import { addPart, endRun, failRun, isBelow, noteProgress, type DueRun, type RunSettings } from '@/lib/identity/discovery'
import { issuerKeys } from '@/lib/kernel/issuer-keys'
import type { RunTotals } from '@/lib/identity/discovery/contract'
import type { Actor } from '@/lib/identity/actor'

const PROGRESS_EVERY_MS = 1_000

/** What went wrong with this scan, in a sentence for whoever looks at its source. */
class ScanProblem extends Error {}

/**
 * Scans one folder and records what is in it, part by part. The allow-list is asked of what the path really leads to, at
 * the moment of the scan: a link that was put there since does not lead out.
 */
export async function scanSource(run: DueRun, settings: RunSettings & { roots: readonly string[]; /** Whose signatures on A2A cards are known; left out, nobody's. */ issuer?: string }): Promise<void> {
  const actor: Actor = { kind: 'job', tenantId: run.tenantId, id: 'discovery.scan', name: 'Discovery' }
  try {
    const folder = await allowed(run.path, settings.roots)
    const add = addPart(settings)
    const gathering = new Gathering(async (part) => {
      const added = await add(actor, { scanId: run.id, ...part })
      if (!added.ok) throw new ScanProblem(`what was found was not recorded: ${added.refusal.code}`)
    })
    const issuer = settings.issuer === undefined ? null : await keysOf(settings.issuer)
    let told = 0
    const progress = async (totals: RunTotals): Promise<void> => {
      if (Date.now() - told < PROGRESS_EVERY_MS) return
      told = Date.now()
      await noteProgress(run, totals)
    }
    const { all, problem } = await scanFolder(folder, gathering, progress, issuer)
    const totals = await gathering.end()
    if (problem) totals.explained[problem.slice(0, 200)] = 1
    const ended = await endRun(actor, { scanId: run.id, totals, seen: all ? 'all' : 'part' })
    if (!ended.ok) throw new ScanProblem(`the scan was not ended: ${ended.refusal.code}`)
  } catch (thrown) {
    await failRun(run, thrown instanceof ScanProblem ? thrown.message : 'it ended in a fault; the worker’s log says which')
    if (!(thrown instanceof ScanProblem)) throw thrown
  }
}

/** Without these, our own cards would read as strangers’, and what somebody has decided on would come back. */
async function keysOf(issuer: string): Promise<Awaited<ReturnType<typeof issuerKeys>>> {
  const keys = await issuerKeys(issuer)
  if (!keys) throw new ScanProblem('the authority’s keys could not be read, so that its own cards could not be told from others: nothing was scanned')
  return keys
}

async function allowed(path: string, roots: readonly string[]): Promise<string> {
  const real = await realpath(path).catch(() => null)
  if (real === null) throw new ScanProblem('the folder is not there, or the worker may not see it')
  const really = await Promise.all(roots.map((root) => realpath(root).catch(() => root)))
  if (!isBelow(really, real)) throw new ScanProblem('the folder is not below one that this installation may read (LANYARD_DISCOVERY_ROOTS)')
  if (!(await lstat(real)).isDirectory()) throw new ScanProblem('it is not a folder')
  return real
}
