'use client'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { Progress } from '@/components/ui/progress'
import { Card } from '@/components/ui/section'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { CampaignView } from '@/lib/identity/reviews/contract'
import { FormDialog } from '../../../_components/form-dialog'
import { useRefreshWhile } from '../../../_components/use-refresh-while'
import { cancelLaunchAction } from '../../actions'

type Props = Readonly<{ campaign: Pick<CampaignView, 'id' | 'name' | 'launched_at' | 'cancelled' | 'progress' | 'check'>; mayCancel: boolean }>

/** A review that nobody is asked about yet: how far its evidence is gathered. It goes on without this page. */
export function LaunchProgress({ campaign: { id, name, launched_at, cancelled, progress, check }, mayCancel }: Props) {
  useRefreshWhile(cancelled === null)
  if (cancelled)
    return (
      <Notice tone="caution" title={cancelled.by ? `${cancelled.by} stopped its launch` : 'Its launch ended by itself'}>
        <bdi>{cancelled.because}</bdi>, <TimeStamp value={cancelled.at} style="relative" />. Nobody was asked, and nothing was decided.
      </Notice>
    )
  return (
    <Card
      title="Being launched"
      description="You can leave this page: it goes on, and its reviewers are asked once all of it is there."
      actions={
        mayCancel ? (
          <FormDialog
            trigger={<Button>Stop the launch</Button>}
            title={`Stop the launch of ${name}?`}
            description="Nobody was asked yet, and nobody will be. What was gathered is deleted."
            send={(form) => cancelLaunchAction({ campaignId: id, reason: String(form.get('reason') ?? '') })}
            act="Stop the launch"
            lost="No answer: read the page again before you try once more."
          >
            <Field label="Reason" required>
              <Input name="reason" minLength={3} maxLength={500} autoComplete="off" />
            </Field>
          </FormDialog>
        ) : null
      }
    >
      <div className="flex flex-col gap-3">
        <Progress label="Evidence gathered" done={progress.total} total={check.agents} unit="agents" />
        <p className="text-sm text-ink-2">
          Agents, documents and reviewers are those of <TimeStamp value={launched_at} />. What an agent used is counted when its evidence is gathered, and the evidence says when.
        </p>
      </div>
    </Card>
  )
}
