'use client'

import { useEffect, useState } from 'react'
import { HaltButton, type HaltState } from '@/components/identity/halt-button'
import { HaltCoversList } from '@/components/identity/halt-covers'
import { Row, Specimen } from './specimen'

const EXAMPLE_TIME = '2026-01-14T14:03:20.118Z'
const covers = { agents: 4, tokens: 11, callsInFlight: 1, dependents: 2, asOf: EXAMPLE_TIME, notCovered: ['Static key of vendor-check at the ERP'] }
const STATES: readonly HaltState[] = [
  { status: 'requested', at: EXAMPLE_TIME },
  { status: 'confirmed', at: EXAMPLE_TIME, points: { confirmed: 3, total: 3 }, ms: 84 },
  { status: 'confirmed', at: EXAMPLE_TIME, points: { confirmed: 2, total: 3 }, ms: 84, reachableUntil: '2026-01-14T14:03:23.000Z' },
  { status: 'failed', message: 'The authority did not answer, so nothing was stopped. `lanyard halt` works without the console.' },
]
const EXAMPLE_ANSWER_MS = 900

export function Halting() {
  return (
    <>
      <Specimen name="HaltButton" note="What it covers stands on it before the click. Hover, focus, or on a phone hold it.">
        <div className="flex flex-col items-start gap-3">
          <Row>
            <WalkThrough />
            <HaltButton name="mail-draft" covers={{ ...covers, agents: 1 }} state={{ status: 'idle' }} onHalt={() => undefined} quiet size="sm" />
            <HaltButton name="vendor-check" covers={null} state={{ status: 'idle' }} onHalt={() => undefined} quiet />
          </Row>
          {STATES.map((state, index) => (
            <HaltButton key={index} name="inv-bot" covers={covers} state={state} onHalt={() => undefined} onReason={() => undefined} reasonGiven={index === 1} />
          ))}
        </div>
      </Specimen>
      <Specimen name="HaltCoversList">
        <div className="grid gap-6 sm:grid-cols-2">
          <HaltCoversList covers={covers} />
          <HaltCoversList covers={null} />
        </div>
      </Specimen>
    </>
  )
}

/** The whole course of a halt, answered by a clock instead of by an authority. */
function WalkThrough() {
  const [state, setState] = useState<HaltState>({ status: 'idle' })
  useEffect(() => {
    if (state.status !== 'requested') return
    const timer = setTimeout(() => setState({ status: 'confirmed', at: EXAMPLE_TIME, points: { confirmed: 3, total: 3 }, ms: 84 }), EXAMPLE_ANSWER_MS)
    return () => clearTimeout(timer)
  }, [state])
  return <HaltButton name="inv-bot" covers={covers} state={state} onHalt={() => setState({ status: 'requested', at: EXAMPLE_TIME })} onReason={() => undefined} />
}
