import { Badge } from '@/components/ui/badge'
import { tierTitle } from './words'

const TONE = { 1: 'calm', 2: 'calm', 3: 'calm', 4: 'outline', 5: 'caution' } as const

/** How a thing gets in, from short-lived (1) to a secret in clear text (5). */
export function TierBadge({ tier }: Readonly<{ tier: number | null }>) {
  if (tier === null) return <span className="text-ink-3">none seen</span>
  return (
    <Badge tone={TONE[tier as keyof typeof TONE] ?? 'neutral'}>
      {tier} · {tierTitle(tier)}
    </Badge>
  )
}
