'use client'

import { useRouter } from 'next/navigation'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import type { AgentView } from '@/lib/identity/registry/contract'

type Props = Readonly<{ revisions: AgentView['revisions']; from: number | null; to: number }>

/** Which two revisions are compared; the choice is in the address. */
export function RevisionSwitcher({ revisions, from, to }: Props) {
  const router = useRouter()
  const choose = (revision: number, against: number | null) => router.replace(`?revision=${revision}${against === null ? '' : `&against=${against}`}`, { scroll: false })
  const options = revisions.map((each) => (
    <option key={each.id} value={each.number}>
      Revision {each.number}, {each.status}
    </option>
  ))
  return (
    <form aria-label="Which revisions" className="grid max-w-2xl gap-4 sm:grid-cols-2" onSubmit={(event) => event.preventDefault()}>
      <Field label="Before" required>
        <Select value={from ?? ''} onChange={(event) => choose(to, Number(event.target.value) || null)}>
          {from === null ? <option value="">None: it is the first</option> : null}
          {options}
        </Select>
      </Field>
      <Field label="After" required>
        <Select value={to} onChange={(event) => choose(Number(event.target.value), null)}>
          {options}
        </Select>
      </Field>
    </form>
  )
}
