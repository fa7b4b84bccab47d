import type { Metadata } from 'next'
import { PageHeader } from '@/components/ui/page-header'
import { Card } from '@/components/ui/section'
import { EmptyState } from '@/components/ui/empty-state'
import { TimeStamp } from '@/components/ui/time-stamp'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { RefusedState } from '../../_components/refused-state'
import { MaturityTabs } from '../_components/maturity-tabs'
import { WeightsForm } from './_components/weights-form'

export const metadata: Metadata = { title: 'Facts and weights' }

/** Every fact with its formula, its source and its weight: who disagrees can say where. */
export default async function WeightsPage() {
  const [who, posture] = await Promise.all([me(), read((api) => api.posture.get({}))])
  const mayChange = may(who, 'posture.configure')
  return (
    <>
      <PageHeader title="Maturity" description="What is measured, how, against which threshold, and how much it counts." />
      <MaturityTabs />
      <div className="flex flex-col gap-4 pt-6">
        {!posture.ok ? (
          <RefusedState refusal={posture.refusal} what="facts" clearHref="/maturity" />
        ) : posture.value.dimensions.length === 0 ? (
          <Card flush>
            <EmptyState because="nothing_yet" title="Nothing is measured yet">
              <p>Facts are listed here once there is an agent to measure them on.</p>
            </EmptyState>
          </Card>
        ) : (
          <>
            <p className="max-w-prose text-sm text-ink-2">
              Definitions, version {posture.value.version}.{' '}
              {posture.value.weights_changed ? (
                <>
                  Weights last changed by {posture.value.weights_changed.by}, <TimeStamp value={posture.value.weights_changed.at} style="relative" />; what was computed before keeps its own.
                </>
              ) : (
                'Nobody has changed the weights.'
              )}{' '}
              {mayChange ? 'Scores follow within seconds of a change, and past days stay as they were.' : 'Administrators may change them.'}
            </p>
            <WeightsForm dimensions={posture.value.dimensions} mayChange={mayChange} />
          </>
        )}
      </div>
    </>
  )
}
