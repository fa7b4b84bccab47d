import { TimeStamp } from '@/components/ui/time-stamp'

type Standing = Readonly<{ phase: 'fine' | 'notice' | 'grace' | 'over'; due_at: string; stops_at: string }>

/** By when somebody has to confirm an agent, and what happens otherwise; in `fine` the date alone. */
export function LapseWords({ lapse: { phase, due_at, stops_at } }: Readonly<{ lapse: Standing }>) {
  if (phase === 'fine') return <TimeStamp value={due_at} style="date" />
  if (phase === 'over') return <>to be confirmed by <TimeStamp value={due_at} style="date" />; nobody did, and it stops now</>
  return (
    <>
      {phase === 'grace' ? 'was to be confirmed by' : 'must be confirmed by'} <TimeStamp value={due_at} style="date" />; if nobody does, it stops on <TimeStamp value={stops_at} style="date" />
    </>
  )
}
