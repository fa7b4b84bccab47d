import { readFile, rename, writeFile } from 'node:fs/promises'
import { openCheckpoint, readVerifier, verifyConsistency, type Checkpoint } from '@/lib/tlog'
import { NotKept, type CheckpointPlace } from './place'

/**
 * The newest head in a file, replaced in one step. INVARIANT: it is only ever replaced by a head that the log proves to
 * continue it. A head that is larger than the log's is what a restored backup looks like: it stays.
 */
export function filePlace(file: string): CheckpointPlace {
  async function read(vkey: string): Promise<Checkpoint | null> {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw new NotKept('unreachable', `the checkpoint file cannot be read: ${error.code ?? 'unknown'}`)
    })
    if (text === null) return null
    const verifier = readVerifier(vkey)
    const kept = verifier && openCheckpoint(text, verifier)
    if (!kept) throw new NotKept('contradiction', 'the checkpoint file holds no head that this log’s key has signed, and was left as it is')
    return kept
  }
  return {
    name: 'file',
    kept: async (vkey) => (await read(vkey))?.size ?? 0,
    async keep({ note, checkpoint, vkey, old }) {
      const kept = await read(vkey)
      if (kept && !continues(kept, checkpoint, old)) throw new NotKept('contradiction', `the log does not continue the head of ${kept.size} entries that is kept: that one stays`)
      try {
        await writeFile(`${file}.new`, note)
        await rename(`${file}.new`, file)
      } catch (error) {
        throw new NotKept('unreachable', `the checkpoint file cannot be written: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`)
      }
    },
  }
}

const continues = (kept: Checkpoint, next: Checkpoint, old: { from: number; hashes: readonly Buffer[] }): boolean =>
  kept.origin === next.origin && kept.size === old.from && verifyConsistency(kept.size, next.size, kept.root, next.root, old.hashes)
