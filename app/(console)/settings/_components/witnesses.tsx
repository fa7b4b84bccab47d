'use client'

import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { CopyId } from '@/components/ui/copy-id'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { WitnessView } from '@/lib/identity/ledger/witness/contract'
import { FormDialog } from '../../_components/form-dialog'
import { addWitnessAction, removeWitnessAction } from '../witness-actions'

const LOST = 'No answer: look in the list whether it was done before you try again.'

export function AddWitness() {
  return (
    <FormDialog
      trigger={<Button>Add a witness</Button>}
      title="Add a witness"
      description="Somebody else’s service that cosigns the heads of this log (C2SP tlog-witness), as another Lanyard does. It hears how many entries there are, and nothing of what they say. Its keeper needs the key of this log."
      send={(form) => addWitnessAction({ name: String(form.get('name')), url: String(form.get('url')).trim(), vkey: String(form.get('vkey')).trim() })}
      act="Add it"
      lost={LOST}
      fields={['name', 'url', 'vkey']}
    >
      {(problems) => (
        <>
          <Field label="Name" required error={problems.name}>
            <Input name="name" minLength={2} maxLength={60} autoComplete="off" />
          </Field>
          <Field label="Address" required error={problems.url} hint="What add-checkpoint is below.">
            <Input name="url" type="url" maxLength={500} mono autoComplete="off" />
          </Field>
          <Field label="Key" required error={problems.vkey} hint="name+hash+key, as its keeper gives it.">
            <Input name="vkey" maxLength={400} mono autoComplete="off" />
          </Field>
        </>
      )}
    </FormDialog>
  )
}

export function Witnesses({ witnesses, mayChange }: Readonly<{ witnesses: readonly WitnessView[]; mayChange: boolean }>) {
  return (
    <ul>
      {witnesses.map((one) => (
        <li key={one.id} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-t border-line px-4 py-2 text-sm">
          <span className="min-w-0">
            <bdi className="font-medium text-ink">{one.name}</bdi> <span className="break-all font-mono text-xs text-ink-2">{one.url}</span> <CopyId value={one.vkey} label={`key of ${one.name}`} keep={16} />
            <State witness={one} />
            <span className="mt-1 block text-ink-3">
              by <bdi>{one.added.by}</bdi>, <TimeStamp value={one.added.at} style="date" />
            </span>
          </span>
          {mayChange ? (
            <FormDialog
              trigger={<Button variant="ghost" size="sm" aria-label={`Remove ${one.name}`}>Remove</Button>}
              title={`Remove ${one.name}?`}
              description="It is asked no more. What it has cosigned stays with the heads."
              send={() => removeWitnessAction({ witnessId: one.id })}
              act="Remove"
              keep="Keep it"
              lost={LOST}
            />
          ) : null}
        </li>
      ))}
    </ul>
  )
}

function State({ witness: { cosigned, behind, problem, contradicts, attempts } }: Readonly<{ witness: WitnessView }>) {
  return (
    <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-ink-2">
      {contradicts ? <Badge tone="caution">contradicts</Badge> : <Badge tone={problem ? 'caution' : 'outline'}>{problem ? 'waiting' : 'cosigning'}</Badge>}
      {cosigned ? (
        <span className="tabular-nums">
          {cosigned.size.toLocaleString('en')} entries cosigned <TimeStamp value={cosigned.at} style="relative" />
        </span>
      ) : (
        <span>nothing cosigned yet</span>
      )}
      {behind > 0 ? <span className="tabular-nums">{behind === 1 ? 'one is newer' : `${behind.toLocaleString('en')} are newer`}</span> : null}
      {problem ? (
        <span className="text-caution">
          {problem}, tried {attempts === 1 ? 'once' : `${attempts} times`}
        </span>
      ) : null}
    </span>
  )
}
