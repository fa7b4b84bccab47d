'use client'

import { Download } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { Progress } from '@/components/ui/progress'
import { RadioGroup } from '@/components/ui/radio-group'
import { EXPORT_FORMATS, type ExportFormat } from '@/lib/kernel/export-formats'
import { refusalText } from '@/lib/console/refusal-text'
import { receiveExport, type Progress as Received, type ReceivedExport } from './receive-export'

const FORMATS: Record<ExportFormat, { label: string; hint: string; extension: string }> = {
  jsonl: { label: 'JSON lines', hint: 'The entries themselves, as they were sealed', extension: 'jsonl' },
  ocsf: { label: 'OCSF', hint: 'For a security lake or a SIEM; the chain and the delegation filled in', extension: 'ocsf.jsonl' },
  cef: { label: 'CEF', hint: 'For ArcSight and whatever else reads it', extension: 'cef' },
  csv: { label: 'CSV', hint: 'For a spreadsheet; nothing in it is computed', extension: 'csv' },
}

type Props = Readonly<{
  /** The filter of the list that is shown, by the names that the record's list has for it. */
  filter: Readonly<Record<string, string>>
  /** The filter in words; empty for everything. */
  inWords: readonly string[]
}>
type State = { step: 'choose' } | { step: 'running'; received: Received | null } | { step: 'done'; format: ExportFormat; value: ReceivedExport } | { step: 'failed'; text: string }

/** Takes exactly what the list shows out of here, with what shows it to be whole. */
export function ExportDialog({ filter, inWords }: Props) {
  const [state, setState] = useState<State>({ step: 'choose' })
  const [format, setFormat] = useState<ExportFormat>('jsonl')
  const running = useRef<AbortController | null>(null)

  async function run() {
    const cancel = (running.current = new AbortController())
    setState({ step: 'running', received: null })
    try {
      const result = await receiveExport({ ...filter, format }, cancel.signal, (received) => setState({ step: 'running', received }))
      if (result.ok) setState({ step: 'done', format, value: result.value })
      else setState({ step: 'failed', text: result.refusal ? refusalText(result.refusal) : 'The authority could not be asked. Nothing was exported.' })
    } catch {
      setState(cancel.signal.aborted ? { step: 'choose' } : { step: 'failed', text: 'The export was cut off before its end, so nothing of it is offered. Ask again.' })
    }
  }

  return (
    <Dialog
      onOpenChange={(open) => {
        if (open) return setState({ step: 'choose' })
        running.current?.abort()
      }}
    >
      <DialogTrigger asChild>
        <Button>
          <Download aria-hidden="true" />
          Export
        </Button>
      </DialogTrigger>
      <DialogContent
        title="Export the record"
        description={`${inWords.length > 0 ? `What the list shows: ${inWords.join(', ')}.` : 'Everything that is recorded.'} Outcomes stand beside their calls, as entries of their own. The export itself is recorded.`}
        footer={
          state.step === 'running' ? (
            <Button onClick={() => running.current?.abort()}>Cancel</Button>
          ) : state.step === 'done' ? null : (
            <Button variant="primary" onClick={run}>
              {state.step === 'failed' ? 'Ask again' : 'Export'}
            </Button>
          )
        }
      >
        {state.step === 'running' ? <Running received={state.received} /> : null}
        {state.step === 'done' ? <Done format={state.format} value={state.value} /> : null}
        {state.step === 'failed' ? (
          <Notice tone="caution" title="Not exported" live>
            {state.text}
          </Notice>
        ) : null}
        {state.step === 'choose' || state.step === 'failed' ? (
          <div className={state.step === 'failed' ? 'pt-4' : undefined}>
            <RadioGroup
              legend="As"
              name="format"
              value={format}
              onValueChange={(value) => setFormat(value as ExportFormat)}
              options={EXPORT_FORMATS.map((value) => ({ value, label: FORMATS[value].label, hint: FORMATS[value].hint }))}
            />
          </div>
        ) : null}
      </DialogContent>
    </Dialog>
  )
}

function Running({ received }: Readonly<{ received: Received | null }>) {
  if (!received) return <p role="status" className="text-sm text-ink-2">Finding the entries…</p>
  return <Progress label="Exporting" done={received.lines} total={received.entries} unit="entries" />
}

function Done({ format, value }: Readonly<{ format: ExportFormat; value: ReceivedExport }>) {
  const name = `${value.isSample ? 'sample-' : ''}ledger.${FORMATS[format].extension}`
  return (
    <div className="flex flex-col gap-3">
      <p role="status" className="text-sm text-ink">
        {value.entries.toLocaleString('en')} {value.entries === 1 ? 'entry is' : 'entries are'} ready. Keep both files side by side: the manifest is what shows the other to be whole.
      </p>
      <div className="flex flex-wrap gap-2">
        <Save blob={value.file} name={name} label={`Save ${name}`} isFirst />
        <Save blob={value.manifest} name={`${name}.manifest.json`} label="Save its manifest" />
      </div>
      <p className="text-xs text-ink-3">
        Verify them on the Ledger page, or anywhere with <code className="font-mono">lanyard verify {name}</code>.
      </p>
    </div>
  )
}

function Save({ blob, name, label, isFirst = false }: Readonly<{ blob: Blob; name: string; label: string; isFirst?: boolean }>) {
  function save() {
    const url = URL.createObjectURL(blob)
    const link = document.createElement('a')
    link.href = url
    link.download = name
    link.click()
    setTimeout(() => URL.revokeObjectURL(url), 60_000) // the browser may still be reading it
  }
  return (
    <Button variant={isFirst ? 'primary' : 'secondary'} onClick={save}>
      <Download aria-hidden="true" />
      {label} <span className="font-normal opacity-80">{sizeOf(blob)}</span>
    </Button>
  )
}

const sizeOf = ({ size }: Blob): string => (size < 1_000_000 ? `${Math.max(1, Math.round(size / 1_000)).toLocaleString('en')} kB` : `${(size / 1_000_000).toFixed(1)} MB`)
