/** What can go wrong, from little to much. Apart from the schemas that take it: pages show it, and need no schema for that. */
export const RISK_LEVELS = ['low', 'medium', 'high', 'critical'] as const
export type RiskLevel = (typeof RISK_LEVELS)[number]
