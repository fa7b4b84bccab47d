import { PageSkeleton } from '@/app/(console)/_components/page-skeleton'

export default function Loading() {
  return <PageSkeleton title="Team" label="Reading the team" />
}
