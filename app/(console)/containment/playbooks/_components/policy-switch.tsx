'use client'

import { useState, useTransition } from 'react'
import { Notice } from '@/components/ui/notice'
import { Switch } from '@/components/ui/switch'
import { refusalText } from '@/lib/console/refusal-text'
import { setIncidentPolicyAction } from '../actions'

/** Shown as it stands at the authority: a switch that was not recorded goes back. */
export function PolicySwitch({ demanded, mayChange }: Readonly<{ demanded: boolean; mayChange: boolean }>) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()

  function change(restore_needs_resolution: boolean) {
    startTransition(async () => {
      const done = await setIncidentPolicyAction({ restore_needs_resolution }).catch(() => null)
      setProblem(done?.status === 'done' ? null : done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the page again.')
    })
  }

  return (
    <div className="flex flex-col gap-2">
      <Switch
        checked={demanded}
        disabled={!mayChange || pending}
        onCheckedChange={change}
        label="Restoring in full waits until the incident is resolved"
        hint="Otherwise an open incident is only shown to whoever restores. Read-only is never held back: it may be needed to find the cause."
      />
      {problem ? (
        <Notice tone="caution" title="Not changed" live>
          {problem}
        </Notice>
      ) : null}
    </div>
  )
}
