'use client'

import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Card } from '@/components/ui/section'
import { Switch } from '@/components/ui/switch'
import { useZone } from '@/components/ui/zone'
import { refusalText } from '@/lib/console/refusal-text'
import type { Kind, MyNotifications as Mine } from '@/lib/identity/notifications/contract'
import { setPreferenceAction, setZoneAction } from '../notification-actions'

export function MyNotifications({ mine }: Readonly<{ mine: Mine }>) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const here = useZone()
  const change = (kind: Kind, send: boolean) =>
    startTransition(async () => {
      const done = await setPreferenceAction({ kind, send }).catch(() => null)
      setProblem(done?.status === 'done' ? null : done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the page again before you try once more.')
    })
  const write = (zone: string | null) =>
    startTransition(async () => {
      const done = await setZoneAction({ zone }).catch(() => null)
      setProblem(done?.status === 'done' ? null : done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the page again before you try once more.')
    })
  return (
    <Card title="E-mail" description={mine.email ? <>What is yours to do is sent to <bdi>{mine.email}</bdi>; what comes within a minute is one message.</> : 'No mail server is set up, so nobody gets e-mail. What you choose here holds as soon as there is one.'}>
      {problem ? (
        <Notice tone="caution" live>
          {problem}
        </Notice>
      ) : null}
      <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2 text-sm text-ink-2">
        <p>
          Times in it are in <span className="font-medium text-ink">{mine.zone ?? 'UTC'}</span>.
        </p>
        {here !== (mine.zone ?? 'UTC') ? (
          <Button size="sm" disabled={pending} onClick={() => write(here)}>
            Use {here}, as here
          </Button>
        ) : null}
        {mine.zone !== null && mine.zone !== 'UTC' ? (
          <Button size="sm" variant="ghost" disabled={pending} onClick={() => write(null)}>
            Use UTC
          </Button>
        ) : null}
      </div>
      <ul className="flex flex-col gap-3">
        {mine.kinds.map(({ kind, title, email, always }) => (
          <li key={kind}>
            <Switch label={title} hint={always ? 'Always sent: it concerns what agents are kept from.' : undefined} checked={email} disabled={always || pending} onCheckedChange={(next) => change(kind, next)} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
