'use client'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Card } from '@/components/ui/section'
import { Select } from '@/components/ui/select'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { OwnershipRuleView } from '@/lib/identity/registry/ownership-contract'
import { RISK_LEVELS, type RiskLevel } from '@/lib/kernel/risk-levels'
import { FormDialog } from '../../_components/form-dialog'
import { setOwnershipRuleAction } from '../ownership-actions'

const NUMBERS = [1, 2, 3, 4, 5, 6] as const
const inWords = (risk: RiskLevel): string => `${risk.slice(0, 1).toUpperCase()}${risk.slice(1)} risk`

/** How many people answer for an agent at least. */
export function OwnershipRule({ rule: { numbers, set }, mayChange }: Readonly<{ rule: OwnershipRuleView; mayChange: boolean }>) {
  const send = (form: FormData) => {
    const chosen = (risk: RiskLevel): number => Number(form.get(risk))
    return setOwnershipRuleAction({ low: chosen('low'), medium: chosen('medium'), high: chosen('high'), critical: chosen('critical') })
  }
  return (
    <Card
      title="People who answer for an agent"
      description="At least so many: its owner, its sponsor and its deputies, each once and only who is here. Who has fewer is not approved."
      actions={
        mayChange ? (
          <FormDialog trigger={<Button>Change the numbers</Button>} title="How many people answer for an agent" send={send} act="Save" lost="No answer: read the page again to see whether it was saved.">
            {RISK_LEVELS.map((risk) => (
              <Field key={risk} label={inWords(risk)} required>
                <Select name={risk} defaultValue={String(numbers[risk])}>
                  {NUMBERS.map((number) => (
                    <option key={number} value={number}>
                      {number}
                    </option>
                  ))}
                </Select>
              </Field>
            ))}
          </FormDialog>
        ) : null
      }
    >
      <p className="text-sm">{RISK_LEVELS.map((risk) => `${inWords(risk).toLowerCase()}: ${numbers[risk]}`).join(', ')}</p>
      {set ? (
        <p className="text-xs text-ink-3">
          by <bdi>{set.by}</bdi>, <TimeStamp value={set.at} style="date" />
        </p>
      ) : null}
    </Card>
  )
}
