'use client'

import { useQuery } from '@tanstack/react-query'
import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { Textarea } from '@/components/ui/textarea'
import { refusalText } from '@/lib/console/refusal-text'
import type { RetirementPreview } from '@/lib/identity/retirement/contract'
import { liveQueries } from '../../../_components/live-queries'
import { readLive } from '../../../_components/read-live'
import { retireAgentAction } from '../../retirement-actions'
import { RetirePreview } from './retire-preview'
import { Successor, type Chosen } from './successor'

const NO_ANSWER = 'No answer: read the page again to see whether it is retired.'

/** The end of an agent: what it does is read before, from the queries that do it, and its name is typed. */
export function RetireAgent({ agent, variant = 'ghost' }: Readonly<{ agent: { id: string; name: string }; variant?: 'ghost' | 'secondary' }>) {
  const [open, setOpen] = useState(false)
  const [successor, setSuccessor] = useState<Chosen | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const { data: preview, isError, refetch } = useQuery({
    queryKey: ['retirement preview', agent.id],
    queryFn: () => readLive<RetirementPreview>(`/api/live/retirements/${agent.id}/preview`),
    enabled: open,
  }, liveQueries())

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '')
    startTransition(async () => {
      const input = { agentId: agent.id, reason: text('reason'), name: text('name'), ...(preview ? { snapshot: preview.snapshot_digest } : {}), ...(successor ? { successorId: successor.id } : {}) }
      const done = await retireAgentAction(input).catch(() => null)
      if (done?.status === 'done') return setOpen(false)
      setProblem(done?.status === 'refused' ? refusalText(done.refusal) : NO_ANSWER)
      if (done?.status === 'refused' && done.refusal.code === 'conflict') await refetch()
    })
  }

  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant={variant} aria-label={`Retire… ${agent.name}`}>
          Retire…
        </Button>
      </DialogTrigger>
      <DialogContent title={`Retire ${agent.name}`} description="It stops at once and for good, everything it holds ends, and every place is tried until nothing answers for it. This cannot be undone; its page and its record stay." size="lg">
        <form onSubmit={submit} className="flex flex-col gap-4">
          {problem ? (
            <Notice tone="caution" live>
              {problem}
            </Notice>
          ) : null}
          {preview ? <RetirePreview preview={preview} /> : <p className="text-sm text-ink-2">{isError ? 'What it would do could not be read.' : 'Reading what it would do…'}</p>}
          {preview && preview.named_by.length > 0 ? <Successor of={agent.id} chosen={successor} onChoose={setSuccessor} /> : null}
          <Field label="Reason" hint="It stands in the ledger, and on the agent’s page." required>
            <Textarea name="reason" rows={2} minLength={3} maxLength={500} />
          </Field>
          <Field label={<>Type <bdi className="font-mono">{agent.name}</bdi></>} required>
            <Input name="name" autoComplete="off" spellCheck={false} maxLength={200} />
          </Field>
          <div className="flex justify-end gap-2">
            <Button variant="ghost" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button type="submit" variant="signal" pending={pending} disabled={!preview || preview.barred !== null}>
              Retire it
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  )
}
