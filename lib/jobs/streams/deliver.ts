import type { StreamLane } from '@/lib/identity/streams'
import type { StreamLine } from '@/lib/identity/ledger'
import { postLines } from './post-lines'
import { sendSyslog } from './send-syslog'
import type { Sent, StreamRules } from './sent'
import { writeFile } from './write-file'

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
