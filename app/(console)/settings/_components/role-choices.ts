/** The roles in words. What each may do is decided by the authority, from one table. */
export const ROLE_CHOICES = [
  { value: 'owner', label: 'Owner', hint: 'Registers agents, answers for them, halts and restores' },
  { value: 'analyst', label: 'Analyst', hint: 'Reads everything, halts, withdraws mandates' },
  { value: 'auditor', label: 'Auditor', hint: 'Reads everything, changes nothing' },
  { value: 'admin', label: 'Administrator', hint: 'People, tool servers, agents, halting and restoring' },
] as const
