import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { NAMED_MAX } from '@/lib/identity/reviews/terms'
import { PersonField, type PersonChoice } from '../../_components/person-field'

type Props = Readonly<{ begin: readonly PersonChoice[]; error?: string | null | undefined; onChange: () => void }>

/** Several people, one after the other; the form posts each one's id as `named`. */
export function NamedPeople({ begin, error, onChange }: Props) {
  const [chosen, setChosen] = useState(begin)
  const change = (people: readonly PersonChoice[]) => {
    setChosen(people)
    onChange()
  }
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {chosen.length < NAMED_MAX ? (
        <PersonField
          label={chosen.length === 0 ? 'They are' : 'And'}
          required={chosen.length === 0}
          hint={chosen.length === 0 ? undefined : `Up to ${NAMED_MAX} people`}
          error={error}
          clears
          without={chosen.map(({ id }) => id)}
          onPick={(person) => (person ? change([...chosen, person]) : undefined)}
        />
      ) : null}
      <ul className="flex flex-col" aria-label="Named people">
        {chosen.map((person) => (
          <li key={person.id} className="flex items-center justify-between gap-3 border-b border-line py-1 text-sm">
            <bdi className="min-w-0 truncate">{person.name}</bdi>
            <input type="hidden" name="named" value={person.id} />
            <Button size="sm" variant="ghost" aria-label={`Remove ${person.name}`} onClick={() => change(chosen.filter(({ id }) => id !== person.id))}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}
