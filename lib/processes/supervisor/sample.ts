import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { issueSampleLink } from '@/lib/identity/access/sample-start'
import { DOCUMENTS } from '@/lib/sample/documents'
import { ownFolder } from './accounts'
import type { Account } from '@/lib/db/embedded/account'

/** What the sample's document server shows. Written before the gateway starts, whose folder it then is. */
export function writeSampleDocuments(home: string): void {
  const folder = join(home, 'tools', 'sample', 'files')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const [name, text] of Object.entries(DOCUMENTS)) writeFileSync(join(folder, name), text, { mode: 0o600 })
}

/** Once the sample is erased: its agents' keys and its files. */
export function removeSampleFiles(home: string): void {
  for (const folder of ['sample', join('tools', 'sample')]) rmSync(join(home, folder), { recursive: true, force: true })
}

/** The environment of one start of the sample's process; null once there is no sample any more. */
export async function sampleVariables(home: string, at: { ownerUrl: string; issuer: string }, account: Account | null): Promise<Record<string, string> | null> {
  const link = await issueSampleLink(at.ownerUrl, at.issuer, 'builder')
  if (link === null) {
    removeSampleFiles(home)
    return null
  }
  ownFolder(home, 'sample', account)
  return { LANYARD_HOME: home, LANYARD_SAMPLE_LINK: link }
}
