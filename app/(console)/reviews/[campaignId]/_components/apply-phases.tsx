'use client'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { Progress } from '@/components/ui/progress'
import { Card } from '@/components/ui/section'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { ApplyView } from '@/lib/identity/reviews/contract'
import { PHASE_SHARES } from '@/lib/identity/reviews/terms'
import { FormDialog } from '../../../_components/form-dialog'
import { confirmApplyAction, pauseApplyAction, resumeApplyAction } from '../../actions'

const LOST = 'No answer: read the page again before you try once more.'
const percent = (phase: number): string => `${Math.round((PHASE_SHARES[phase - 1] ?? 1) * 100)} %`

type Props = Readonly<{ campaign: Readonly<{ id: string; name: string }>; apply: ApplyView; pending: number; may: Readonly<{ confirm: boolean; pause: boolean; resume: boolean }> }>

/** Where decisions take access from many: what waits for a person, and how far it is. */
export function ApplyPhases({ campaign, apply, pending, may }: Props) {
  const { held, phase, steps, confirmed, paused } = apply
  if (held === 0 && phase === null && !paused) return null
  return (
    <Card
      title="Applied in phases"
      description={`More than ${apply.from} decisions take access away: they are confirmed, and applied ${PHASE_SHARES.map((_share, place) => percent(place + 1)).join(', then ')}. The next phase begins when the one before was applied and looked at, and at most ${apply.failures} % failed.`}
      actions={
        <>
          {held > 0 && may.confirm ? <Confirm campaign={campaign} held={held} /> : null}
          {paused ? may.resume ? <Resume id={campaign.id} by={paused.by} /> : null : phase !== null && pending > 0 && may.pause ? <Pause id={campaign.id} /> : null}
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {held > 0 ? (
          <Notice tone="caution" title={`${held} ${held === 1 ? 'decision waits' : 'decisions wait'} for an administrator`}>
            None of them is applied before somebody confirms it.
          </Notice>
        ) : null}
        {paused ? (
          <Notice tone="caution" title={paused.by ? `Paused by ${paused.by}` : 'Paused by itself'}>
            <bdi>{paused.because}</bdi>, <TimeStamp value={paused.at} style="relative" />. Nothing that was applied is undone.
          </Notice>
        ) : null}
        {steps.map((step) => (
          <Progress
            key={step.phase}
            label={`Until ${percent(step.phase)}${step.phase === phase && step.pending > 0 ? ', now' : phase !== null && step.phase > phase ? ', not begun' : ''}${step.failed > 0 ? `: ${step.failed} failed or drifted back` : ''}`}
            done={step.applied}
            total={step.items}
            unit="items"
          />
        ))}
        {confirmed ? (
          <p className="text-sm text-ink-2">
            <bdi>{confirmed.by}</bdi> confirmed {confirmed.items}, <TimeStamp value={confirmed.at} style="relative" />.
          </p>
        ) : null}
      </div>
    </Card>
  )
}

function Confirm({ campaign: { id, name }, held }: Readonly<{ campaign: Props['campaign']; held: number }>) {
  return (
    <FormDialog
      trigger={<Button variant="primary">Confirm and begin</Button>}
      title={`Take access from ${held} ${held === 1 ? 'agent' : 'agents'}?`}
      description="In three phases, what is of least risk first. You can pause it between any two items."
      send={(form) => confirmApplyAction({ campaignId: id, held, confirm: String(form.get('confirm') ?? '') })}
      act="Confirm and begin"
      lost={LOST}
      fields={['confirm']}
    >
      {(problems) => (
        <Field label={`Type ${name}`} required error={problems.confirm}>
          <Input name="confirm" maxLength={120} autoComplete="off" />
        </Field>
      )}
    </FormDialog>
  )
}

function Pause({ id }: Readonly<{ id: string }>) {
  return (
    <FormDialog trigger={<Button>Pause</Button>} title="Pause applying it?" description="What was begun is ended. Nothing that was applied is undone." send={(form) => pauseApplyAction({ campaignId: id, reason: String(form.get('reason') ?? '') })} act="Pause it" lost={LOST}>
      <Field label="Reason" required>
        <Input name="reason" minLength={3} maxLength={500} autoComplete="off" />
      </Field>
    </FormDialog>
  )
}

function Resume({ id, by }: Readonly<{ id: string; by: string | null }>) {
  return (
    <FormDialog
      trigger={<Button variant="primary">Let it go on</Button>}
      title="Let it go on?"
      description={by ? 'It goes on where it was paused.' : 'What has failed until now does not pause it once more; what fails from now on does.'}
      send={() => resumeApplyAction({ campaignId: id })}
      act="Let it go on"
      lost={LOST}
    />
  )
}
