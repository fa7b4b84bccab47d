import { AUDIT_SYSTEM_TITLES, systemOfAction } from '@/lib/kernel/audit-systems'

const WORDS: Readonly<Record<string, string>> = {
  'tool.call': 'Tool calls',
  'token.issue': 'Tokens asked for',
  'containment.halt': 'Halts',
  'containment.restore': 'Restored',
}

/** What kind of event an act of the record is: in words where it is one of the usual, by its exact name otherwise. */
export function actionInWords(action: string): string {
  const system = systemOfAction(action)
  return system === null ? (WORDS[action] ?? action) : `From ${AUDIT_SYSTEM_TITLES[system]}`
}
