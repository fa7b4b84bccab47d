import { EventIdInput, type EventFormatsView } from './contract'
import { readRows } from './internal/read-rows'
import { writeLine } from './internal/write-line'
import { ledgerQuery } from './ledger-query'
import type { CheckpointSigner } from './publish-checkpoints'

/** One sealed entry as an export would write it, for tools that read OCSF or CEF; `not_found` until it is sealed. */
export const formatsWith = ({ issuer, signerOf }: { issuer: string; signerOf: CheckpointSigner }) => ledgerQuery({
  name: 'ledger.event.get',
  input: EventIdInput,
  answer: async (tx, { actor, input }): Promise<EventFormatsView | null> => {
    const leaf = await tx.ledgerLeaf.findFirst({ where: { entryId: input.eventId, tenantId: actor.tenantId } })
    const [placed] = leaf ? await readRows(actor.tenantId, [Number(leaf.position)], true) : []
    const lineOf = (format: 'ocsf' | 'cef') => placed && writeLine({ format, origin: signerOf(actor.tenantId).name, issuer }, placed)?.text.trimEnd()
    const [ocsf, cef] = [lineOf('ocsf'), lineOf('cef')]
    return ocsf === undefined || cef === undefined ? null : { ocsf, cef }
  },
})
