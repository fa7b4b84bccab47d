import { writeOutside } from '@/lib/evidence'
import { outbound, OutboundRefused } from '@/lib/kernel/outbound'
import { NotKept, type CheckpointPlace } from './place'

const TIMEOUT_MS = 10_000
const ANSWER_BYTES_MAX = 4_096

/**
 * A witness, or whatever else takes heads by HTTP (C2SP tlog-witness, `add-checkpoint`): the head with the proof from
 * the one it knows. It answers 409 and the size that it knows when that is another.
 */
export function urlPlace(url: string, rules: { innerNetworks: boolean }): CheckpointPlace {
  const reach = outbound({ ...rules, answerBytesMax: ANSWER_BYTES_MAX, timeoutMs: TIMEOUT_MS })
  let known = 0
  return {
    name: 'url',
    kept: () => Promise.resolve(known),
    async keep({ note, checkpoint, old }) {
      const body = writeOutside({ note, old: { from: old.from, hashes: [...old.hashes] } })
      const response = await reach(url, { method: 'POST', body, headers: { 'content-type': 'text/plain; charset=utf-8' } }).catch((error: unknown) => {
        throw new NotKept('unreachable', `nobody took the checkpoint: ${error instanceof OutboundRefused ? error.message : error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'no connection'}`)
      })
      const answer = await response.text().catch(() => '')
      if (response.ok) return void (known = checkpoint.size)
      const size = response.status === 409 && /^(0|[1-9]\d{0,14})\n?$/.test(answer) ? Number(answer) : null
      if (size !== null && size <= checkpoint.size && size !== old.from) {
        known = size // the next round proves from there
        throw new NotKept('unreachable', `the witness knows the log at ${size} entries`)
      }
      if (size !== null || response.status === 409 || response.status === 422) throw new NotKept('contradiction', `the witness does not take the head of ${checkpoint.size} entries${size === null ? '' : `: it knows the log at ${size}`}`)
      throw new NotKept('unreachable', `the checkpoint was answered with ${response.status}`)
    },
  }
}
