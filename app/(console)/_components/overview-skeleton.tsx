import { Skeleton, TableSkeleton } from '@/components/ui/skeleton'

const block = 'rounded-lg border border-line bg-surface'

/** In the shape of the overview while it is counted. */
export function OverviewSkeleton() {
  return (
    <div className="flex flex-col gap-6">
      <Skeleton className="h-5 w-56" />
      <div className={`h-24 ${block}`} />
      <div className={`h-64 ${block}`} />
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <div className={block}>
          <TableSkeleton label="Reading what happened last" />
        </div>
        <div className={`h-64 max-lg:hidden ${block}`} />
      </div>
    </div>
  )
}
