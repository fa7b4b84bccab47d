import { Notice } from '@/components/ui/notice'
import type { OwnershipView } from '@/lib/identity/registry/ownership-contract'
import { RetireAgent } from './retire-agent'

/** Somebody who answers for it has left, and nobody followed. */
export const isOrphaned = ({ owner, sponsor }: OwnershipView): boolean => !owner.active || !sponsor.active

/** The succession has run out: it is stopped, and somebody has to decide what becomes of it. */
export function NobodyLeft({ ownership, mayRetire }: Readonly<{ ownership: OwnershipView; mayRetire: boolean }>) {
  const { owner, sponsor, agent } = ownership
  const both = !owner.active && !sponsor.active
  const [gone, as] = owner.active ? [sponsor, 'sponsor'] : [owner, both && owner.id === sponsor.id ? 'owner and sponsor' : 'owner']
  return (
    <Notice tone="caution" title={both ? 'Nobody answers for it any more' : `It has no ${as} any more`} actions={mayRetire ? <RetireAgent agent={agent} variant="secondary" /> : null}>
      <bdi>{gone.name}</bdi>, its {as}, has left{both && owner.id !== sponsor.id ? <>, as has its sponsor, <bdi>{sponsor.name}</bdi></> : null}, and nobody is left to follow. It is issued nothing. Offer it to somebody, or retire it.
    </Notice>
  )
}
