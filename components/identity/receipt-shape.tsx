import type { ReceiptRow } from './receipt-row'

/** Requested: an open ring. Confirmed: the stop sign, filled. Unreachable: a broken ring with a question. */
export function ReceiptShape({ state }: Readonly<{ state: ReceiptRow['state'] }>) {
  return (
    <svg viewBox="0 0 14 14" aria-hidden="true" className="size-3.5 shrink-0">
      {state === 'confirmed' ? (
        <>
          <path d="M4.3 1h5.4L13 4.3v5.4L9.7 13H4.3L1 9.7V4.3Z" fill="var(--signal)" />
          <path d="M4 7.2 6.2 9.3 10 5" fill="none" stroke="var(--surface)" strokeWidth="1.6" />
        </>
      ) : state === 'requested' ? (
        <>
          <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M7 4.4V7l1.8 1.2" fill="none" stroke="currentColor" strokeWidth="1.3" />
        </>
      ) : (
        <>
          <circle cx="7" cy="7" r="5.2" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="3 2" />
          <path d="M7 4v3.6" stroke="currentColor" strokeWidth="1.5" />
          <circle cx="7" cy="9.7" r="0.9" fill="currentColor" />
        </>
      )}
    </svg>
  )
}
