import { outbound } from '@/lib/kernel/outbound'
import { addCheckpoint } from './add-checkpoint'
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
    async keep(head) {
      const done = await addCheckpoint(reach, url, head)
      known = done.taken ? head.checkpoint.size : done.knows // the next round proves from there
      if (!done.taken) throw new NotKept('unreachable', `the witness knows the log at ${done.knows} entries`)
    },
  }
}
