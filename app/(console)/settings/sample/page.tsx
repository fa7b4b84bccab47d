import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { Card } from '@/components/ui/section'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { sampleHere } from '@/lib/console/sample'
import { OpenSample } from '../../_components/open-sample'
import { RefusedState } from '../../_components/refused-state'
import { SampleProgress } from '../../_components/sample-progress'
import { EraseSample } from '../_components/erase-sample'

export const metadata: Metadata = { title: 'Sample' }

export default async function SamplePage() {
  const [who, sample] = await Promise.all([me(), sampleHere()])
  if (!sample)
    return (
      <Card title="Sample company" flush>
        <EmptyState because="nothing_yet" title="There is no sample company here">
          <p>It was erased, or this installation was started without one.</p>
        </EmptyState>
      </Card>
    )
  const isInside = who.tenant.kind === 'sample'
  const mayErase = may(who, 'sample.erase')
  const preview = mayErase ? await read((api) => api.sample.preview({})) : null
  if (preview && !preview.ok) return <RefusedState refusal={preview.refusal} what="sample" clearHref="/settings/people" />
  return (
    <div className="flex flex-col gap-6">
      <Card
        title={sample.name}
        description={
          isInside
            ? 'You are looking at it now. Everything in it is made up; its agents are real clients of this installation, and do nothing outside it.'
            : 'A made-up company with people in every role and a dozen agents at work, apart from yours. Nothing of yours is in it, and nothing of it counts here.'
        }
      >
        <div className="flex flex-col items-start gap-4">
          <SampleProgress sample={sample} />
          {sample.may_open && may(who, 'sample.open') ? (
            <>
              <OpenSample label={isInside ? 'Look around as somebody else' : 'Open the sample company'} />
              <p className="max-w-prose text-sm text-ink-2">
                {isInside ? 'You choose whom on the next page.' : 'This browser is then signed in there. To come back, sign out of the sample and sign in with your own account.'}
              </p>
            </>
          ) : null}
        </div>
      </Card>
      {preview ? (
        <Card title="Erase the sample" description="Its people, agents, record and files go, whole and for good. Yours stay as they are, and your ledger says who erased it.">
          <EraseSample preview={preview.value} isInside={isInside} />
        </Card>
      ) : null}
    </div>
  )
}
