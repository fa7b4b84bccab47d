'use client'

import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { CopyId } from '@/components/ui/copy-id'
import { DescriptionList } from '@/components/ui/description-list'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { WitnessedList } from '@/lib/identity/ledger/witness/contract'
import { FormDialog } from '../../_components/form-dialog'
import { addWitnessedAction, removeWitnessedAction } from '../witness-actions'

const LOST = 'No answer: look in the list whether it was done before you try again.'

export function AddWitnessed() {
  return (
    <FormDialog
      trigger={<Button>Witness a log</Button>}
      title="Witness a log"
      description="Every head that it sends is cosigned here when it continues the one before, and never when it does not."
      send={(form) => addWitnessedAction({ vkey: String(form.get('vkey')).trim() })}
      act="Witness it"
      lost={LOST}
      fields={['vkey']}
    >
      {(problems) => (
        <Field label="Key of the log" required error={problems.vkey} hint="name+hash+key, as its keeper gives it: on the Ledger page of another Lanyard.">
          <Input name="vkey" maxLength={400} mono autoComplete="off" />
        </Field>
      )}
    </FormDialog>
  )
}

/** The logs of others, and what their keepers need to know of this witness. */
export function Witnessed({ list: { url, vkey, logs }, mayChange }: Readonly<{ list: WitnessedList; mayChange: boolean }>) {
  return (
    <>
      <div className="border-t border-line px-4 py-2">
        <DescriptionList
          entries={[
            { term: 'Address', exact: 'The submission prefix (C2SP tlog-witness)', value: <CopyId value={url} label="address of this witness" keep={0} className="break-all text-left" /> },
            { term: 'Key', exact: 'The witness’s name, the key’s hash and the key (C2SP tlog-cosignature)', value: <CopyId value={vkey} label="key of this witness" keep={0} className="break-all text-left" /> },
          ]}
        />
      </div>
      {logs.length === 0 ? <p className="border-t border-line px-4 py-2 text-sm text-ink-2">No log is witnessed here. Whose log it is gives its key, and takes the address and the key above.</p> : null}
      <ul>
        {logs.map((log) => (
          <li key={log.id} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-t border-line px-4 py-2 text-sm">
            <span className="min-w-0">
              <bdi className="break-all font-mono text-xs text-ink">{log.origin}</bdi>
              <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-ink-2">
                {log.conflict ? <Badge tone="caution">two histories</Badge> : null}
                {log.head ? (
                  <span className="tabular-nums">
                    {log.head.size.toLocaleString('en')} entries, cosigned <TimeStamp value={log.head.at} style="relative" />
                  </span>
                ) : (
                  <span>nothing has come yet</span>
                )}
                {log.conflict ? (
                  <span className="text-caution">
                    another head of one size came <TimeStamp value={log.conflict.at} style="relative" />: <CopyId value={log.conflict.note} label={`the other head of ${log.origin}`} keep={12} />
                  </span>
                ) : null}
              </span>
              <span className="mt-1 block text-ink-3">
                by <bdi>{log.added.by}</bdi>, <TimeStamp value={log.added.at} style="date" />
              </span>
            </span>
            {mayChange ? (
              <FormDialog
                trigger={<Button variant="ghost" size="sm" aria-label={`Remove ${log.origin}`}>Remove</Button>}
                title="Witness this log no more?"
                description="None of its heads is cosigned from then on. The newest stays known: added again, it goes on from there."
                send={() => removeWitnessedAction({ logId: log.id })}
                act="Remove"
                keep="Keep it"
                lost={LOST}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </>
  )
}
