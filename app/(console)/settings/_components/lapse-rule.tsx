'use client'

import { useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { DescriptionList } from '@/components/ui/description-list'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Card } from '@/components/ui/section'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { LapseNumbers, LapsePreview, LapseRuleView } from '@/lib/identity/registry/lapse-contract'
import { RISK_LEVELS, type RiskLevel } from '@/lib/kernel/risk-levels'
import { FormBody } from '../../_components/form-dialog'
import { previewLapseRuleAction, setLapseRuleAction } from '../ownership-actions'

const inWords = (risk: RiskLevel): string => `${risk.slice(0, 1).toUpperCase()}${risk.slice(1)} risk`
const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`)
const LOST = 'No answer: read the page again to see whether it was saved.'

/** When an agent stops by itself: nobody confirmed that it is needed, or it is not used. */
export function LapseRule({ rule: { numbers, set }, mayChange }: Readonly<{ rule: LapseRuleView; mayChange: boolean }>) {
  return (
    <Card
      title="Agents that nobody confirms, or that are not used"
      description="Who answers for an agent says from time to time that it is still needed: on its page, or by keeping it in a review. They are told in time, and once more when it is due; with nobody’s answer it is suspended, and can be restored."
      actions={mayChange ? <Change numbers={numbers} /> : null}
    >
      <DescriptionList
        entries={[
          { term: 'Confirmed again', value: numbers.reconfirm ? RISK_LEVELS.map((risk) => `${inWords(risk).toLowerCase()} within ${days(numbers[risk])}`).join(', ') : <Off /> },
          { term: 'Not used', value: numbers.inactive ? `for ${days(numbers.inactive_days)}` : <Off /> },
          { term: 'Notice', value: numbers.reconfirm || numbers.inactive ? `${days(numbers.notice_days)} before it is due` : <Off /> },
          { term: 'Grace', value: numbers.reconfirm || numbers.inactive ? `${days(numbers.grace_days)} from there until it stops` : <Off /> },
        ]}
      />
      {set ? (
        <p className="mt-2 text-xs text-ink-3">
          by <bdi>{set.by}</bdi>, <TimeStamp value={set.at} style="date" />
        </p>
      ) : (
        <p className="mt-2 text-xs text-ink-3">Nobody has set this: no agent stops by itself.</p>
      )}
    </Card>
  )
}

const Off = () => <Badge tone="outline">off</Badge>

/** The numbers first, then what they would touch, and only then are they saved. */
function Change({ numbers }: Readonly<{ numbers: LapseNumbers }>) {
  const [open, setOpen] = useState(false)
  const [asked, setAsked] = useState<{ numbers: LapseNumbers; preview: LapsePreview } | null>(null)
  const close = (next: boolean) => {
    setOpen(next)
    setAsked(null)
  }
  return (
    <Dialog open={open} onOpenChange={close}>
      <DialogTrigger asChild>
        <Button>Change when agents lapse</Button>
      </DialogTrigger>
      <DialogContent title="When agents lapse" description={asked ? 'By the agents there are now. Nothing is saved yet.' : 'From now on. Nothing stops sooner than people were told.'}>
        {asked ? (
          <FormBody key="save" send={() => setLapseRuleAction(asked.numbers)} onDone={() => close(false)} act="Save" keep="Back" lost={LOST} onCancel={() => setAsked(null)}>
            <Touched {...asked} />
          </FormBody>
        ) : (
          <Numbers numbers={numbers} onAsked={setAsked} onCancel={() => close(false)} />
        )}
      </DialogContent>
    </Dialog>
  )
}

function Numbers({ numbers, onAsked, onCancel }: Readonly<{ numbers: LapseNumbers; onAsked: (asked: { numbers: LapseNumbers; preview: LapsePreview }) => void; onCancel: () => void }>) {
  const send = async (form: FormData) => {
    const of = (name: string): number => Number(form.get(name))
    const chosen: LapseNumbers = {
      reconfirm: form.get('reconfirm') !== null, low: of('low'), medium: of('medium'), high: of('high'), critical: of('critical'),
      inactive: form.get('inactive') !== null, inactive_days: of('inactive_days'), notice_days: of('notice_days'), grace_days: of('grace_days'),
    } // prettier-ignore
    const done = await previewLapseRuleAction(chosen)
    if (done.status === 'done') onAsked({ numbers: chosen, preview: done.value })
    return done
  }
  return (
    <FormBody send={send} act="See what it would touch" lost="No answer: nothing was saved." fields={['low', 'medium', 'high', 'critical', 'inactive_days', 'notice_days', 'grace_days']} onCancel={onCancel}>
      {(problems) => (
        <>
          <Checkbox name="reconfirm" label="Agents are confirmed again" defaultChecked={numbers.reconfirm} />
          <div className="grid grid-cols-2 gap-4">
            {RISK_LEVELS.map((risk) => (
              <Field key={risk} label={`${inWords(risk)}: days`} required error={problems[risk]}>
                <Input name={risk} type="number" min={30} max={730} defaultValue={numbers[risk]} />
              </Field>
            ))}
          </div>
          <Checkbox name="inactive" label="Agents that are not used stop" defaultChecked={numbers.inactive} />
          <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
            <Field label="Days without a token" required error={problems['inactive_days']}>
              <Input name="inactive_days" type="number" min={7} max={365} defaultValue={numbers.inactive_days} />
            </Field>
            <Field label="Days of notice" required error={problems['notice_days']}>
              <Input name="notice_days" type="number" min={1} max={29} defaultValue={numbers.notice_days} />
            </Field>
            <Field label="Days of grace" required error={problems['grace_days']}>
              <Input name="grace_days" type="number" min={0} max={90} defaultValue={numbers.grace_days} />
            </Field>
          </div>
        </>
      )}
    </FormBody>
  )
}

function Touched({ numbers, preview }: Readonly<{ numbers: LapseNumbers; preview: LapsePreview }>) {
  const { agents, reconfirm, inactive, first_stop_at } = preview
  const of = ({ told_now, told, soon }: LapsePreview['reconfirm']) => `${told_now.toLocaleString('en')} told of at once, ${told.toLocaleString('en')} told of already, ${soon.toLocaleString('en')} more within 30 days`
  return (
    <div aria-live="polite" className="flex flex-col gap-2 text-sm">
      <DescriptionList
        entries={[
          { term: 'Agents that act', value: agents.toLocaleString('en') },
          { term: 'Nobody confirmed', value: numbers.reconfirm ? of(reconfirm) : <Off /> },
          { term: 'Not used', value: numbers.inactive ? of(inactive) : <Off /> },
          { term: 'The first would stop', value: first_stop_at ? <TimeStamp value={first_stop_at} style="date" /> : 'none that is known of' },
        ]}
      />
      <p className="text-ink-2">Who owns, sponsors and stands in for them is told, and each stops only when none of them answers.</p>
    </div>
  )
}
