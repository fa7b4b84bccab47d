import { Notice } from '@/components/ui/notice'
import type { OwnershipView } from '@/lib/identity/registry/ownership-contract'
import { RetireAgent } from './retire-agent'

/** Its owner and its sponsor have left, and the succession has run out: it is stopped, and somebody has to decide. */
export function NobodyLeft({ ownership, mayRetire }: Readonly<{ ownership: OwnershipView; mayRetire: boolean }>) {
  const { owner, sponsor, agent } = ownership
  if (owner.active || sponsor.active) return null
  return (
    <Notice tone="caution" title="Nobody answers for it any more" actions={mayRetire ? <RetireAgent agent={agent} /> : null}>
      <bdi>{owner.name}</bdi>
      {sponsor.id === owner.id ? ', its owner and sponsor, has' : <>, its owner, and <bdi>{sponsor.name}</bdi>, its sponsor, have</>} left, and nobody is left to follow. It is issued nothing. An administrator offers it to somebody, or retires it.
    </Notice>
  )
}
