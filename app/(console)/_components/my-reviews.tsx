import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { MyReviews } from '@/lib/identity/reviews/contract'

/** What waits for the reader, the soonest due first; nothing where nothing does. */
export function MyReviewsCard({ reviews: { campaigns } }: Readonly<{ reviews: MyReviews }>) {
  if (campaigns.length === 0) return null
  return (
    <Card title="My reviews, by due time" flush actions={<TextLink href="/reviews" className="text-sm">All reviews</TextLink>}>
      <ul>
        {campaigns.map(({ id, name, due_at, decide, certify }) => (
          <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 border-t border-line px-4 py-2 text-sm first:border-t-0">
            <TextLink href={`/reviews/${id}`}>
              <bdi>{name}</bdi>
            </TextLink>
            <span className="text-ink-2">
              {[decide > 0 ? `${decide} to decide` : '', certify > 0 ? `${certify} to certify` : ''].filter(Boolean).join(', ')}, due <TimeStamp value={due_at} style="relative" />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
