import { PHASES, type PlaybookView } from '@/lib/identity/incidents/contract'
import { PHASE_WORD } from '../../_components/phase-words'
import { dueWords } from './due'
import { WHOSE_WORD } from './whose'

/** A playbook as it is read before it is needed. */
export function PlaybookSteps({ steps }: Readonly<{ steps: PlaybookView['steps'] }>) {
  return (
    <div className="flex flex-col gap-4">
      {PHASES.filter((phase) => steps.some((step) => step.phase === phase)).map((phase) => (
        <section key={phase}>
          <h3 className="pb-1 text-xs font-semibold text-ink-3">{PHASE_WORD[phase]}</h3>
          <ol className="flex flex-col gap-2">
            {steps
              .filter((step) => step.phase === phase)
              .map((step, index) => (
                <li key={index} className="text-sm">
                  <p className="font-medium text-ink">{step.title}</p>
                  {step.detail ? <p className="max-w-prose whitespace-pre-line text-ink-2">{step.detail}</p> : null}
                  <p className="text-xs text-ink-3">
                    {WHOSE_WORD[step.owner ?? 'nobody']}
                    {step.due_minutes === null ? '' : `, within ${dueWords(step.due_minutes)}`}
                  </p>
                </li>
              ))}
          </ol>
        </section>
      ))}
    </div>
  )
}
