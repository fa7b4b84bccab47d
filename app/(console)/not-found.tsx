import { EmptyState } from '@/components/ui/empty-state'

/** For what does not exist and for what the reader may not know of: the two must look the same. */
export default function NotFound() {
  return (
    <>
      <h1 className="sr-only">Not found</h1>
      <EmptyState because="no_match" title="Nothing here under this address" next={{ label: 'To the overview', href: '/' }}>
        <p>It may never have existed, may have been removed, or may not be yours to see. Nothing was changed.</p>
      </EmptyState>
    </>
  )
}
