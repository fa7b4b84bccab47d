import type { ConsistencyProof } from '@/lib/evidence'
import type { Checkpoint } from '@/lib/tlog'

/** A newer head, and what shows the one that is kept to be its beginning. */
export type NewHead = { note: string; checkpoint: Checkpoint; vkey: string; old: ConsistencyProof }

/** Why a head was not kept. `contradiction`: what is kept is of another log, or of one that this one does not continue. */
export class NotKept extends Error {
  override name = 'NotKept'
  constructor(
    readonly kind: 'unreachable' | 'contradiction',
    message: string,
  ) {
    super(message)
  }
}

/** Somewhere outside the database where heads of the log are kept. */
export type CheckpointPlace = {
  name: 'file' | 'url'
  /** Entries of the head that is kept there; 0 when there is none, or nobody can tell. */
  kept(vkey: string): Promise<number>
  /** @throws NotKept */
  keep(head: NewHead): Promise<void>
}
