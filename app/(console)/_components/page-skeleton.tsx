import { Card } from '@/components/ui/section'
import { PageHeader } from '@/components/ui/page-header'
import { Skeleton, TableSkeleton } from '@/components/ui/skeleton'

/** In the shape of the list that is being read. */
export function PageSkeleton({ title, label }: Readonly<{ title: string; label: string }>) {
  return (
    <>
      <PageHeader title={title} />
      <Card flush>
        <TableSkeleton label={label} />
      </Card>
    </>
  )
}

/** For one thing, before it is known which. */
export function DetailSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-6">
      <span className="sr-only">Reading</span>
      <div className="flex flex-col gap-2">
        <Skeleton className="h-3 w-16" />
        <Skeleton className="h-6 w-56" />
        <Skeleton className="w-80 max-w-full" />
      </div>
      <div className="h-24 rounded-lg border border-line bg-surface" />
      <div className="grid gap-6 lg:grid-cols-2">
        <div className="h-64 rounded-lg border border-line bg-surface" />
        <div className="h-64 rounded-lg border border-line bg-surface" />
      </div>
    </div>
  )
}
