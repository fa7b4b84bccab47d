import { TimeStamp } from '@/components/ui/time-stamp'

/** On paper nothing else says whose this is, and of when. */
export function PrintHead({ estate, takenAt }: Readonly<{ estate: string; takenAt: string | null }>) {
  return (
    <p className="hidden text-sm text-ink-2 print:block">
      <bdi>{estate}</bdi>, snapshot of <TimeStamp value={takenAt} style="datetime" />. What was printed is not signed: take the signed report for evidence.
    </p>
  )
}
