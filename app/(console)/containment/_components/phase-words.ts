import type { Phase } from '@/lib/identity/incidents/contract'

export const PHASE_WORD: Readonly<Record<Phase, string>> = { detect: 'Detect', contain: 'Contain', investigate: 'Investigate', recover: 'Recover', lessons: 'Lessons' }
