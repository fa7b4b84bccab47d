import type { StreamLane } from '@/lib/identity/streams'
import type { StreamLine } from '@/lib/identity/ledger'
import { postLines } from './post-lines'
import { sendSyslog } from './send-syslog'
import { writeFile } from './write-file'

/** `isFinal`: trying again changes nothing, and somebody must look at it. */
export type Sent = { ok: true } | { ok: false; problem: string; isFinal: boolean }
export const notSent = (problem: string, isFinal = false): Sent => ({ ok: false, problem, isFinal })

export type StreamRules = Readonly<{
  issuer: string
  innerNetworks: boolean
  /** Below which files are written; null: none are. */
  folder: string | null
  streamSecret: (streamId: string) => string
  openStreamCredential: (streamId: string, sealed: string) => string
}>

/** Lines in their order, all of them or none that counts. `id` names the batch. */
export function deliver(rules: StreamRules, lane: StreamLane, id: string, lines: readonly StreamLine[]): Promise<Sent> {
  const { destination } = lane
  const credential = lane.secretSealed === null ? null : rules.openStreamCredential(lane.id, lane.secretSealed)
  switch (destination.kind) {
    case 'syslog':
      return sendSyslog(rules, destination, credential, lines)
    case 'webhook':
      return postLines(rules, { url: destination.url, authorization: credential, secret: rules.streamSecret(lane.id), format: lane.format, id }, lines)
    case 'file':
      return writeFile(rules.folder, destination, lines)
  }
}
