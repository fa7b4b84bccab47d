/** The tool server that drills of a tenant call. Slugs are of the whole installation; agents of a company are never offered it. */
export const drillServerOf = (tenantId: string): string => `drill-${tenantId.slice(-12)}`
