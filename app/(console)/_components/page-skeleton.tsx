import { Card } from '@/components/ui/section'
import { PageHeader } from '@/components/ui/page-header'
import { TableSkeleton } from '@/components/ui/skeleton'

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
