import { PageSkeleton } from '@/app/(console)/_components/page-skeleton'

export default function Loading() {
  return <PageSkeleton title="Settings" label="Reading the settings" />
}
