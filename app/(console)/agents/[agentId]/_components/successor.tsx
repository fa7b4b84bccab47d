'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { AgentPicker } from '../../../_components/agent-picker'

export type Chosen = { id: string; name: string }

/** Whom others are to name in its place; nobody, unless somebody is chosen. */
export function Successor({ of, chosen, onChoose }: Readonly<{ of: string; chosen: Chosen | null; onChoose: (agent: Chosen | null) => void }>) {
  const [choosing, setChoosing] = useState(false)
  return (
    <div className="flex flex-col items-start gap-1.5">
      <p className="text-sm font-medium">
        Who takes its place in those documents <span className="font-normal text-ink-3">optional</span>
      </p>
      {chosen ? (
        <p className="flex items-center gap-3 text-sm">
          <bdi className="font-medium">{chosen.name}</bdi>
          <Button size="sm" variant="ghost" onClick={() => onChoose(null)}>
            Nobody
          </Button>
        </p>
      ) : (
        <Button size="sm" aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>
          {choosing ? 'Nobody' : 'Choose an agent'}
        </Button>
      )}
      {choosing && !chosen ? (
        <div className="w-full">
          <AgentPicker
            label="An agent that takes its place"
            autoFocus
            onPick={({ id, name }) => {
              setChoosing(false)
              onChoose(id === of ? null : { id, name })
            }}
          />
        </div>
      ) : null}
    </div>
  )
}
