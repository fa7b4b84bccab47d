import { Card } from '@/components/ui/section'
import { TableSkeleton } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <Card flush>
      <TableSkeleton label="Reading the settings" />
    </Card>
  )
}
