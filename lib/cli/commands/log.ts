import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { readOutside, writeOutside } from '@/lib/evidence'
import { openCheckpoint, peekCheckpoint, readTlogProof, readVerifier } from '@/lib/tlog'
import { apiOf, valueOf } from '../api'
import { CliError, type CliContext } from '../context'
import { textOf } from '../evidence-files'
import { logKeysFile, trustKey } from '../log-keys'
import { plain } from '../plain'

const WITNESS_TIMEOUT_MS = 15_000

export function logCommands(program: Command, context: CliContext): void {
  const log = program.command('log').description('the ledger as a transparency log: its key, its signed heads, proofs of entries')

  log
    .command('trust')
    .description('trust the key of the log that the authority keeps, for `lanyard verify`')
    .action(async () => {
      const { vkey } = await headOf(context)
      const isNew = trustKey(context, vkey)
      context.out(vkey)
      context.say(isNew ? `trusted from now on, in ${logKeysFile(context)}` : `trusted already, in ${logKeysFile(context)}`)
    })

  log
    .command('checkpoint')
    .description('the newest signed head of the log; kept somewhere else, it shows later that nothing was taken back')
    .option('--out <file>', 'write it to a file')
    .option('--since <file>', 'prove a checkpoint, a proof or an export’s manifest that was kept to be the beginning of it')
    .action(async ({ out, since }: { out?: string; since?: string }) => {
      const text = since === undefined ? (await headOf(context)).note : await provenSince(context, since)
      if (out === undefined) return context.out(text.trimEnd())
      writeFileSync(out, text)
      context.say(`wrote ${plain(out)}`)
    })

  log
    .command('witnessed')
    .description('the head of a log that a witness cosigned last, for `lanyard verify --checkpoint FILE --witness VKEY`')
    .argument('<url>', 'the witness')
    .argument('<origin>', 'the log’s name, with which its key begins')
    .option('--out <file>', 'write it to a file')
    .option('--since <file>', 'evidence that is older: have the authority prove its head to be the beginning of it')
    .action(async (url: string, origin: string, { out, since }: { out?: string; since?: string }) => {
      const head = await witnessedBy(url, origin)
      const note = since === undefined ? head : await provenTo(context, since, head)
      if (out === undefined) return context.out(note.trimEnd())
      writeFileSync(out, note)
      context.say(`wrote ${plain(out)}`)
    })

  log
    .command('proof')
    .description('an entry as it was sealed, and the proof that it is in the log')
    .argument('<entry>', 'its id')
    .requiredOption('--out <file>', 'write the entry here, and its proof to FILE.tlog-proof')
    .action(async (eventId: string, { out }: { out: string }) => {
      const { entry, proof, vkey } = await valueOf(context, apiOf(context).events.proof({ eventId }))
      writeFileSync(out, entry)
      writeFileSync(`${out}.tlog-proof`, proof)
      if (trustKey(context, vkey)) context.say(`the log’s key is trusted from now on: ${plain(vkey)}`)
      context.say(`wrote ${plain(out)} and ${plain(out)}.tlog-proof`)
    })
}

/** The head of a log that a witness cosigned last. From the witness itself: no authority is asked. */
async function witnessedBy(url: string, origin: string): Promise<string> {
  const at = `${url.replace(/\/+$/, '')}/checkpoint?origin=${encodeURIComponent(origin)}`
  if (!/^https?:$/.test(URL.canParse(at) ? new URL(at).protocol : '')) throw new CliError(`${plain(url)} is no http(s) address`)
  const response = await fetch(at, { redirect: 'error', signal: AbortSignal.timeout(WITNESS_TIMEOUT_MS) }).catch((error: Error) => {
    throw new CliError(`the witness cannot be reached at ${plain(url)}: ${error.name === 'TimeoutError' ? 'no answer in time' : 'no connection'}`)
  })
  if (response.status === 404) throw new CliError(`the witness has cosigned no head of ${plain(origin)}, or it is none of Lanyard’s`)
  const note = response.ok ? await response.text() : ''
  if (peekCheckpoint(note)?.origin !== origin) throw new CliError(`the witness answered with ${response.status}, and no head of ${plain(origin)}`)
  return note
}

async function headOf(context: CliContext): Promise<{ note: string; vkey: string }> {
  const { checkpoint } = await valueOf(context, apiOf(context).ledger.head({}))
  if (!checkpoint) throw new CliError('nothing of this log is sealed yet')
  return checkpoint
}

/** The head with the proof above it, as a request to a witness has both (C2SP tlog-witness). */
async function provenSince(context: CliContext, file: string): Promise<string> {
  const old = checkpointIn(textOf(file))
  if (!old) throw new CliError(`${file} holds no checkpoint`)
  const { from, hashes, checkpoint, vkey } = await valueOf(context, apiOf(context).ledger.consistency({ from: old.size }))
  const verifier = readVerifier(vkey)
  const head = verifier && openCheckpoint(checkpoint, verifier)
  if (!head || head.origin !== old.origin) throw new CliError(`${file} is of the log ${plain(old.origin)}, and this authority keeps another`)
  return writeOutside({ note: checkpoint, old: { from, hashes: hashes.map((hash) => Buffer.from(hash, 'base64')) } })
}

/** As `provenSince`, of a head that somebody else has. */
async function provenTo(context: CliContext, file: string, note: string): Promise<string> {
  const [old, head] = [checkpointIn(textOf(file)), peekCheckpoint(note)]
  if (!old || !head) throw new CliError(`${file} holds no checkpoint`)
  if (old.origin !== head.origin) throw new CliError(`${file} is of the log ${plain(old.origin)}`)
  if (old.size >= head.size) return note
  const { from, hashes } = await valueOf(context, apiOf(context).ledger.consistency({ from: old.size, head_size: head.size }))
  return writeOutside({ note, old: { from, hashes: hashes.map((hash) => Buffer.from(hash, 'base64')) } })
}

/** The checkpoint that evidence stands under; what kind of evidence it is, it says itself. */
export function checkpointIn(text: string): ReturnType<typeof peekCheckpoint> {
  const proof = readTlogProof(text)
  if (proof) return peekCheckpoint(proof.checkpoint)
  if (text.startsWith('{')) {
    const manifest = (JSON.parse(text) as { manifest?: { checkpoint?: unknown } }).manifest
    return typeof manifest?.checkpoint === 'string' ? peekCheckpoint(manifest.checkpoint) : null
  }
  const outside = readOutside(text)
  return outside && peekCheckpoint(outside.note)
}
