'use client'

import { useState } from 'react'
import { HaltMark } from '@/components/identity/halt-mark'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { Card } from '@/components/ui/section'
import { Select } from '@/components/ui/select'
import { GRAINS, isWide, MODES_OF, type Grain, type Mode } from '@/lib/identity/containment/contract'
import { BlastRadius } from './blast-radius'
import { GRAIN_WORD } from './order-words'
import { TargetFields, type ChosenAgent, type Choices } from './target-fields'
import { TermsFields } from './terms-fields'
import { targetOf, usePlan, type Target, type Terms } from './use-plan'

type Props = Choices & Readonly<{ agent: ChosenAgent | null; mayRequest: boolean }>
const NOTHING: Terms = { mode: 'suspend', scopes: '', endpoint: '', until: '', reason: '', name: '' }
const BUTTON: Readonly<Record<Mode, string>> = { suspend: 'Suspend', strip: 'Strip privileges', quarantine: 'Quarantine', kill: 'Kill, for ever' }

/** Target and grain, what that covers, what is done and for how long; then one button. */
export function HaltPlan({ agent: known, servers, mayRequest }: Props) {
  const [agent, setAgent] = useState(known)
  const [chosen, setChosen] = useState<Target>({ grain: 'sub_tree' })
  const [terms, setTerms] = useState(NOTHING)
  const target = targetOf({ ...chosen, ...(agent ? { agentId: agent.id } : {}) })
  const plan = usePlan(target)
  const { grain } = chosen
  const wide = isWide(grain)
  const name = plan.coverage?.target.name ?? null
  const isTyped = !(wide || terms.mode === 'kill') || (terms.name === name && terms.reason.trim().length > 2)

  function pickGrain(next: Grain) {
    setChosen({ ...chosen, grain: next })
    if (!(MODES_OF[next] as readonly Mode[]).includes(terms.mode)) setTerms({ ...terms, mode: 'suspend' })
  }

  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Card title="What to stop">
        <div className="flex flex-col gap-4">
          <Field label="Grain" required>
            <Select value={grain} onChange={(event) => pickGrain(event.target.value as Grain)}>
              {GRAINS.map((value) => (
                <option key={value} value={value}>
                  {GRAIN_WORD[value]}
                </option>
              ))}
            </Select>
          </Field>
          <TargetFields target={chosen} agent={agent} onAgent={setAgent} onChange={(part) => setChosen({ ...chosen, ...part })} servers={servers} />
        </div>
      </Card>
      <Card title="What that covers">
        {plan.coverage ? (
          <BlastRadius view={plan.coverage} />
        ) : (
          <p className="text-sm text-ink-2">{target === null ? 'Choose what to stop.' : plan.lost ? 'There is no such thing that you may see, or it could not be read just now.' : 'Reading…'}</p>
        )}
      </Card>
      <Card title="How" className="lg:col-span-2">
        <div className="flex flex-col gap-4">
          <TermsFields grain={grain} terms={terms} name={name} servers={servers} onChange={(part) => setTerms({ ...terms, ...part })} />
          {wide ? (
            <Notice tone="caution" title="Another administrator has to confirm it">
              {mayRequest
                ? 'It waits on the Containment page for 15 minutes and stops nothing until then. Anything narrower you can stop by yourself, now.'
                : 'Only an administrator can ask for it. You can stop one agent, or all below it, by yourself now.'}
            </Notice>
          ) : null}
          {plan.problem ? (
            <Notice tone="signal" title="Nothing was stopped" live>
              {plan.problem}
            </Notice>
          ) : null}
          <div>
            <Button variant="signal" size="lg" pending={plan.pending} disabled={!plan.coverage || plan.reading || !isTyped || (wide && !mayRequest)} onClick={() => plan.send(terms)}>
              <HaltMark />
              {wide ? 'Ask for it' : BUTTON[terms.mode]}
            </Button>
          </div>
        </div>
      </Card>
    </div>
  )
}
