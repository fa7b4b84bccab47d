import { isOfSample } from '@/lib/db/is-of-sample'
import { transaction } from '@/lib/db/transaction'
import { EXPORT_ENTRIES_MAX, PROOF_HASHES_MAX } from '@/lib/evidence'
import type { ExportFormat } from '@/lib/kernel/export-formats'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { decide } from '../access/decide'
import type { Permission } from '../access/permissions'
import type { Actor } from '../actor'
import { recordDenial } from '../command'
import { toInvalid, type Refusal } from '../refusals'
import { append } from './append'
import { ExportInput } from './export-contract'
import { countProofHashes } from './internal/multiproof'
import { selectPositions } from './internal/select-positions'
import { writeExport } from './internal/write-export'
import type { CheckpointSigner } from './publish-checkpoints'
import { cosignedHead, headOver, publishedHead } from './read-log'

export type LedgerExport = {
  format: ExportFormat
  /** Lines of the file. */
  count: number
  /** The file's text as it is asked for, at its own pace; the manifest is what it returns. */
  write: () => AsyncGenerator<string, string>
}
export type ExportLedger = ((actor: Actor, raw: unknown) => Promise<Result<LedgerExport, Refusal>>) & { readonly permission: Permission; readonly input: typeof ExportInput }

const NAME = 'ledger.export'

/**
 * Exports what a filter means, as far as the newest signed head reaches. Who exports what is recorded before the first
 * line leaves. A verb of its own shape: what it answers with is written over minutes, in no transaction.
 *
 * Refuses (`invalid`) what has more entries, or is spread so thin over the log that its proof has more hashes, than one
 * export holds.
 */
export function exportLedger({ issuer, signerOf }: { issuer: string; signerOf: CheckpointSigner }): ExportLedger {
  const run = async (actor: Actor, raw: unknown): Promise<Result<LedgerExport, Refusal>> => {
    const parsed = ExportInput.safeParse(raw)
    if (!parsed.success) return refuse(toInvalid(parsed.error))
    const denied = decide(actor, NAME, actor)
    if (denied) {
      await recordDenial(actor, NAME, denied)
      return refuse(denied)
    }
    const { format, from = null, as_far_as: asFarAs, ...filter } = parsed.data
    const whole = (['review', 'draw'] as const).find((name) => filter[name] !== undefined)
    if (whole && Object.entries(filter).some(([name, value]) => value !== undefined && ![whole, 'show', 'limit', 'cursor'].includes(name))) return refuse({ code: 'invalid', fields: { [whole]: 'takes no other filter beside it' } })
    const reach = asFarAs === 'cosigned' ? await cosignedHead(actor.tenantId) : await publishedHead(actor.tenantId)
    if (!reach) return refuse({ code: 'conflict', detail: asFarAs === 'cosigned' ? 'no head of this log is cosigned by a witness yet' : 'no entry of this log is sealed yet: ask again in a second' })
    const signer = signerOf(actor.tenantId)
    if (reach.vkey !== signer.vkey) return askAgain(actor)
    if (from !== null && from > reach.size) return refuse({ code: 'conflict', detail: `the log is said to have had ${from} entries, and has ${reach.size}: it was cut back, or it is another one` })
    const positions = await selectPositions(actor.tenantId, { ...filter, limit: 1 }, reach.size, EXPORT_ENTRIES_MAX)
    if (positions.length > EXPORT_ENTRIES_MAX) return refuse(tooMuch(`more than ${EXPORT_ENTRIES_MAX.toLocaleString('en')} entries match, and an export holds no more`))
    const head = from === null ? await headOver(actor.tenantId, reach, positions.at(-1) ?? 0) : reach
    if ((await countProofHashes(positions, head.size, PROOF_HASHES_MAX)) > PROOF_HASHES_MAX) return refuse(tooMuch('the entries are spread so thin over the log that their proof would be larger than they are'))

    const at = new Date()
    const asked = Object.fromEntries(Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])))
    let isSample = false
    await transaction(
      actor.tenantId,
      async (tx) => {
        const subject = { kind: 'export', id: newId(), name: `${positions.length.toLocaleString('en')} ${positions.length === 1 ? 'entry' : 'entries'} as ${format}` }
        isSample = await isOfSample(tx, actor.tenantId)
        return ok(await append(tx, actor, NAME, { subject, detail: { format, filter: asked, entries: positions.length, size: head.size } }, at))
      },
      'ReadCommitted',
    )
    const plan = { tenantId: actor.tenantId, format, filter: asked, positions, head, from, at, by: actor.name, isSample, issuer, signer }
    return ok({ format, count: positions.length, write: () => writeExport(plan) })
  }
  return Object.assign(run, { permission: NAME, input: ExportInput } as const)
}

/**
 * The key-encryption key or the issuer is another than when the newest head was signed, so that one export would rest
 * on two keys. What records that it was asked for makes the log grow, and so brings the head that is missing.
 */
async function askAgain(actor: Actor): Promise<Result<never, Refusal>> {
  await transaction(actor.tenantId, async (tx) => ok(await append(tx, actor, NAME, { result: 'failed', reason: 'head_of_another_key' })), 'ReadCommitted')
  return refuse({ code: 'conflict', detail: 'the newest head of this log was signed with another key: one of the present key is being signed, ask again in a second' })
}

const tooMuch = (why: string): Refusal => ({ code: 'invalid', fields: { filter: `${why}: narrow the filter, by time first of all` } })
