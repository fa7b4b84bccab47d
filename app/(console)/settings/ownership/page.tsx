import type { Metadata } from 'next'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { RefusedState } from '../../_components/refused-state'
import { LapseRule } from '../_components/lapse-rule'
import { OwnershipRule } from '../_components/ownership-rule'

export const metadata: Metadata = { title: 'Ownership' }

/** The numbers of ownership: how many people answer for an agent, how often they say that it is needed, and what follows where nobody does. */
export default async function OwnershipPage() {
  const [who, people, lapse] = await Promise.all([me(), read((api) => api.ownership.rule({})), read((api) => api.ownership.lapseRule({}))])
  if (!people.ok) return <RefusedState refusal={people.refusal} what="rules of ownership" clearHref="/settings/ownership" />
  if (!lapse.ok) return <RefusedState refusal={lapse.refusal} what="rules of ownership" clearHref="/settings/ownership" />
  return (
    <div className="flex flex-col gap-6">
      <OwnershipRule rule={people.value} mayChange={may(who, 'registry.ownership_rule.set')} />
      <LapseRule rule={lapse.value} mayChange={may(who, 'registry.lapse_rule.set')} />
    </div>
  )
}
