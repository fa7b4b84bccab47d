import { writeOutside } from '@/lib/evidence'
import { OutboundRefused, type Outbound } from '@/lib/kernel/outbound'
import { NotKept, type NewHead } from './place'

/** What a witness made of a head (C2SP tlog-witness): it took it, and what it said; or it knows the log at another size. */
export type Taken = { taken: true; answer: string } | { taken: false; knows: number }

/**
 * Sends a head with the proof from the one that is known there.
 *
 * @throws NotKept
 */
export async function addCheckpoint(reach: Outbound, url: string, { note, checkpoint, old }: Pick<NewHead, 'note' | 'checkpoint' | 'old'>): Promise<Taken> {
  const body = writeOutside({ note, old: { from: old.from, hashes: [...old.hashes] } })
  const response = await reach(url, { method: 'POST', body, headers: { 'content-type': 'text/plain; charset=utf-8' } }).catch((error: unknown) => {
    throw new NotKept('unreachable', `nobody took the checkpoint: ${error instanceof OutboundRefused ? error.message : error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'no connection'}`)
  })
  const answer = await response.text().catch(() => '')
  if (response.ok) return { taken: true, answer }
  const size = response.status === 409 && /^(0|[1-9]\d{0,14})\n?$/.test(answer) ? Number(answer) : null
  if (size !== null && size <= checkpoint.size && size !== old.from) return { taken: false, knows: size }
  if (size !== null || response.status === 409 || response.status === 422) throw new NotKept('contradiction', `the witness does not take the head of ${checkpoint.size} entries${size === null ? '' : `: it knows the log at ${size}`}`)
  throw new NotKept('unreachable', `the checkpoint was answered with ${response.status}`)
}
