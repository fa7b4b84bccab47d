'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { Select } from '@/components/ui/select'
import { useOnward } from '@/components/ui/use-onward'
import type { ApiRefusal } from '@/lib/api/client'
import { refusalText } from '@/lib/console/refusal-text'
import type { DrawInput } from '@/lib/identity/audit/contract'
import { ENTRY_RESULTS } from '@/lib/identity/ledger/contract'
import type { z } from 'zod'
import { PersonField } from '../../../_components/person-field'
import { makeDrawAction } from '../actions'

export type Drawing = Partial<Record<'since' | 'until' | 'seed' | 'size' | 'show' | 'person' | 'agent' | 'server' | 'tool' | 'result', string>>
type Props = Readonly<{ given: Drawing; /** Who is given. */ person: { id: string; name: string } | null }>

/** A day stands for its first moment, as the end of a period for the moment after its last. */
const instant = (value: string, end: boolean): string => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return value
  const day = new Date(`${value}T00:00:00Z`)
  if (end) day.setUTCDate(day.getUTCDate() + 1)
  return day.toISOString()
}

export function DrawForm({ given, person }: Props) {
  const onward = useOnward()
  const [problem, setProblem] = useState<ApiRefusal | 'lost' | null>(null)
  const [pending, startTransition] = useTransition()
  const problems = problem !== null && problem !== 'lost' && problem.code === 'invalid' ? problem.fields : {}

  function draw(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const fields = Object.fromEntries([...form].flatMap(([name, value]) => (typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : []))) as Drawing
    const input = { ...fields, since: instant(fields.since ?? '', false), ...(fields.until ? { until: instant(fields.until, true) } : {}) } as z.input<typeof DrawInput>
    const goOn = onward()
    startTransition(async () => {
      const done = await makeDrawAction(input).catch(() => null)
      if (done?.status === 'done') return goOn(`/maturity/audit/${done.value.id}`)
      setProblem(done?.status === 'refused' ? done.refusal : 'lost')
    })
  }

  // What is repeated names its moments; what is new names days.
  const type = [given.since, given.until].some((value) => value?.includes('T')) ? 'text' : 'date'
  return (
    <form onSubmit={draw} className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <Field label="From" required error={problems['since']} hint="UTC">
          <Input name="since" type={type} required defaultValue={given.since ?? ''} />
        </Field>
        <Field label="To" error={problems['until']} hint="UTC; left out: until now">
          <Input name="until" type={type} defaultValue={given.until ?? ''} />
        </Field>
        <Field label="What" required hint="Calls, tokens and halts lead to people most">
          <Select name="show" defaultValue={given.show ?? 'calls'}>
            <option value="calls">Calls, tokens and halts</option>
            <option value="all">Everything recorded</option>
          </Select>
        </Field>
        <PersonField label="In whose name" name="person" hint="Left out: anyone’s" begin={person} everybody none="Anyone" />
        <Field label="Result">
          <Select name="result" defaultValue={given.result ?? ''}>
            <option value="">Any</option>
            {ENTRY_RESULTS.map((value) => (
              <option key={value}>{value}</option>
            ))}
          </Select>
        </Field>
        <Field label="Tool" error={problems['tool']}>
          <Input name="tool" defaultValue={given.tool ?? ''} mono />
        </Field>
        <Field label="Seed" error={problems['seed']} hint="Left out: one is made">
          <Input name="seed" defaultValue={given.seed ?? ''} mono autoComplete="off" />
        </Field>
        <Field label="Size of the log" error={problems['size']} hint="To draw again what somebody drew">
          <Input name="size" inputMode="numeric" defaultValue={given.size ?? ''} />
        </Field>
      </div>
      {given.agent ? <input type="hidden" name="agent" value={given.agent} /> : null}
      {given.server ? <input type="hidden" name="server" value={given.server} /> : null}
      {problem && Object.keys(problems).length === 0 ? (
        <Notice tone="caution" live>
          {problem === 'lost' ? 'No answer: look in the list below whether it was drawn.' : refusalText(problem)}
        </Notice>
      ) : null}
      <div>
        <Button type="submit" variant="primary" pending={pending}>
          Draw 25 events
        </Button>
      </div>
    </form>
  )
}
