import { CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react'
import type { FactView } from '@/lib/identity/posture/contract'
import { Badge } from '@/components/ui/badge'

const LOOK = {
  met: { tone: 'calm', icon: CircleCheck },
  gap: { tone: 'caution', icon: TriangleAlert },
  unknown: { tone: 'outline', icon: CircleDashed },
} as const

/** A shape and a word, so that neither colour nor hue has to carry it. */
export function FactState({ state }: Readonly<{ state: FactView['state'] }>) {
  const { tone, icon: Icon } = LOOK[state]
  return (
    <Badge tone={tone}>
      <Icon aria-hidden="true" />
      {state}
    </Badge>
  )
}
