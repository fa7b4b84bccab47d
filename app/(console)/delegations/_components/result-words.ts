import type { ENTRY_RESULTS } from '@/lib/identity/ledger/contract'

export const RESULT_WORD: Readonly<Record<(typeof ENTRY_RESULTS)[number], string>> = { allowed: 'Allowed', denied: 'Denied', ok: 'Ended well', failed: 'Failed', cut: 'Cut by a halt' }
