import { askLater, headSince, keepCosignature, noteKnownSize, witnessesToAsk, type WitnessToAsk } from '@/lib/identity/ledger'
import { outbound, type Outbound } from '@/lib/kernel/outbound'
import { findCosignature, peekCheckpoint, readCosigner } from '@/lib/tlog'
import { addCheckpoint } from './add-checkpoint'
import { NotKept } from './place'

const EVERY_MS = 2_000
const TIMEOUT_MS = 10_000
const ANSWER_BYTES_MAX = 16_384
/** Where it starts, and what it answers that it knows instead. */
const TRIES = 2

export type WitnessEvents = { notCosigned: (fields: { witness: string; kind: NotKept['kind'] | 'fault'; reason: string }) => void }

/** Sends every log's newest head to its witnesses, and keeps what they answer. One round, to its end. */
export async function askWitnesses(rules: { innerNetworks: boolean }, events: WitnessEvents): Promise<void> {
  const reach = outbound({ ...rules, answerBytesMax: ANSWER_BYTES_MAX, timeoutMs: TIMEOUT_MS })
  await Promise.all(
    (await witnessesToAsk()).map(async (witness) => {
      try {
        await ask(reach, witness)
      } catch (thrown) {
        const [kind, reason] = thrown instanceof NotKept ? [thrown.kind, thrown.message] : (['fault', thrown instanceof Error ? thrown.name : 'unknown'] as const)
        events.notCosigned({ witness: witness.name, kind, reason })
        await askLater(witness, kind === 'fault' ? 'something went wrong here' : reason, kind === 'contradiction')
      }
    }),
  )
}

async function ask(reach: Outbound, witness: WitnessToAsk): Promise<void> {
  const verifier = readCosigner(witness.vkey)
  if (!verifier) throw new NotKept('unreachable', 'its key cannot be read')
  let from = witness.knownSize
  for (let tried = 0; tried < TRIES; tried++) {
    const found = await headSince(witness.tenantId, from)
    const checkpoint = found && peekCheckpoint(found.head.note)
    if (!found || !checkpoint) return
    if (!found.hashes) throw new NotKept('contradiction', `it knows the log at ${from} entries, and it has ${found.head.size}: it was cut back, or restored from an old backup`)
    const { note } = found.head
    const done = await addCheckpoint(reach, `${witness.url}/add-checkpoint`, { note, checkpoint, old: { from, to: checkpoint.size, hashes: found.hashes } })
    if (!done.taken) {
      from = done.knows
      await noteKnownSize(witness, from)
      continue
    }
    // Below the head itself, so that nothing is taken for a cosignature of it that is one of another.
    const cosignature = findCosignature(headWith(note, done.answer), verifier)
    if (!cosignature) throw new NotKept('unreachable', 'its answer holds no cosignature by the key that was given for it')
    return keepCosignature(witness, { size: checkpoint.size, line: cosignature.line, at: new Date(cosignature.seconds * 1_000) })
  }
  throw new NotKept('unreachable', `it knows the log at ${from} entries`)
}

/** With those lines of an answer that are signatures. */
const headWith = (note: string, answer: string): string => note + answer.split('\n').filter((line) => /^— \S+ [A-Za-z0-9+/]+=*$/.test(line)).map((line) => `${line}\n`).join('')

/** Rounds, one after the other, until it is stopped. */
export function keepWitnesses(rules: { innerNetworks: boolean }, events: WitnessEvents, onProblem: (error: unknown) => void): { stop(): Promise<void> } {
  let under: Promise<void> | null = null
  const run = () => {
    under ??= askWitnesses(rules, events).catch(onProblem).finally(() => (under = null))
  }
  const timer = setInterval(run, EVERY_MS)
  run()
  return {
    async stop() {
      clearInterval(timer)
      await under
    },
  }
}
