import { QueryClient } from '@tanstack/react-query'

let shared: QueryClient | null = null

/**
 * What the live parts of a page share. Handed to each query, and not by a provider around everything, so that a page
 * without a live part does not load it. On the server nothing is shared: what one reader sees would be another's.
 */
export function liveQueries(): QueryClient {
  const fresh = () => new QueryClient({ defaultOptions: { queries: { staleTime: 1_000, retry: 1, refetchOnWindowFocus: true } } })
  return typeof window === 'undefined' ? fresh() : (shared ??= fresh())
}
