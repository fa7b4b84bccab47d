'use client'

import { useState, useTransition, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { PhoneFold } from '@/components/ui/phone-fold'
import { Card } from '@/components/ui/section'
import { Select } from '@/components/ui/select'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { refusalText } from '@/lib/console/refusal-text'
import { WEIGHT_MAX, type DimensionView, type FactView } from '@/lib/identity/posture/contract'
import { configureAction } from '../../actions'
import { FactState } from '../../_components/fact-state'
import { factsInWords, percent, ratio } from '../../_components/words'

const WEIGHTS = Array.from({ length: WEIGHT_MAX + 1 }, (_none, weight) => weight)

/** The facts of every dimension; for administrators the weights are choices, saved together. */
export function WeightsForm({ dimensions, mayChange }: Readonly<{ dimensions: readonly DimensionView[]; mayChange: boolean }>) {
  const [said, setSaid] = useState<{ tone: 'info' | 'caution'; text: string } | null>(null)
  const [pending, startTransition] = useTransition()

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const weights = Object.fromEntries([...new FormData(event.currentTarget)].map(([id, weight]) => [id, Number(weight)]))
    startTransition(async () => {
      const done = await configureAction({ weights })
      if (done.status === 'done') setSaid({ tone: 'info', text: 'Saved and recorded. The next snapshot counts by these weights.' })
      else if (done.status === 'refused') setSaid({ tone: 'caution', text: refusalText(done.refusal) })
    })
  }

  return (
    <form onSubmit={save} className="flex flex-col gap-6">
      {dimensions.map((dimension) => (
        <Card key={dimension.id} id={dimension.id} flush title={dimension.title} description={dimension.about}>
          <PhoneFold summary={factsInWords(dimension.facts)} anchor={dimension.id}>
            <FactTable dimension={dimension} mayChange={mayChange} />
          </PhoneFold>
        </Card>
      ))}
      {said ? (
        <Notice tone={said.tone} live>
          {said.text}
        </Notice>
      ) : null}
      {mayChange ? (
        <div>
          <Button type="submit" variant="primary" pending={pending}>
            Save the weights
          </Button>
        </div>
      ) : null}
    </form>
  )
}

function FactTable({ dimension, mayChange }: Readonly<{ dimension: DimensionView; mayChange: boolean }>) {
  return (
    <Table caption={`Facts of ${dimension.title}`} stack>
      <THead>
        <Th>Fact</Th>
        <Th>State</Th>
        <Th numeric>Good</Th>
        <Th numeric>Wanted</Th>
        <Th>Weight</Th>
      </THead>
      <TBody>
        {dimension.facts.map((fact) => (
          <Tr key={fact.id}>
            <Td lead className="max-sm:pr-4!">
              <span className="min-w-0">
                <TextLink href={`/maturity/facts/${fact.id}`} className="font-medium">
                  {fact.title}
                </TextLink>
                <span className="block max-w-prose text-xs text-ink-3">
                  {fact.formula}. {fact.references.join('; ')}
                </span>
              </span>
            </Td>
            <Td label="State">
              <FactState state={fact.state} />
            </Td>
            <Td label="Good" numeric nowrap>
              {ratio(fact)}
            </Td>
            <Td label="Wanted" numeric nowrap>
              {percent(fact.threshold)}
            </Td>
            <Td label="Weight" nowrap>
              <Weight fact={fact} mayChange={mayChange} />
            </Td>
          </Tr>
        ))}
      </TBody>
    </Table>
  )
}

function Weight({ fact, mayChange }: Readonly<{ fact: FactView; mayChange: boolean }>) {
  if (!mayChange) return <>{fact.weight}</>
  return (
    <Select name={fact.id} defaultValue={fact.weight} aria-label={`Weight of ${fact.title}`}>
      {WEIGHTS.map((weight) => (
        <option key={weight} value={weight}>
          {weight === fact.default_weight ? `${weight}, as defined` : weight}
        </option>
      ))}
    </Select>
  )
}
