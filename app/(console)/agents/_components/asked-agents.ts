/** What the list is asked for: without the retired, unless they are asked for, by their status or by a part of a name. */
export const askedAgents = <Asked extends { status?: unknown; q?: string | undefined }>(filters: Asked): Asked & { retired?: string } =>
  filters.status === undefined && !filters.q ? { ...filters, retired: 'false' } : filters
