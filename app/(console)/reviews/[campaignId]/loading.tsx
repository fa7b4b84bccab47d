import { PageSkeleton } from '@/app/(console)/_components/page-skeleton'

export default function Loading() {
  return <PageSkeleton title="Review" label="Reading the review" />
}
