import { DetailSkeleton } from '@/app/(console)/_components/page-skeleton'

export default function Loading() {
  return <DetailSkeleton />
}
