/** Systems whose audit logs are read, by the name that they have in the ledger: `imported.<system>` is the action. */
export const AUDIT_SYSTEMS = ['aws_cloudtrail', 'kubernetes', 'entra', 'azure', 'okta', 'github', 'google_workspace', 'gcp', 'anthropic', 'openai'] as const
export type AuditSystem = (typeof AUDIT_SYSTEMS)[number]

export const AUDIT_SYSTEM_TITLES: Readonly<Record<AuditSystem, string>> = {
  aws_cloudtrail: 'AWS CloudTrail',
  kubernetes: 'Kubernetes',
  entra: 'Microsoft Entra',
  azure: 'Azure Activity',
  okta: 'Okta',
  github: 'GitHub',
  google_workspace: 'Google Workspace',
  gcp: 'Google Cloud',
  anthropic: 'Anthropic',
  openai: 'OpenAI',
}

const PREFIX = 'imported.'
export const importedAction = (system: AuditSystem): string => `${PREFIX}${system}`
export const IMPORTED_ACTIONS: readonly string[] = AUDIT_SYSTEMS.map(importedAction)

/** Which system an entry was imported from; null: Lanyard recorded it itself. */
export const systemOfAction = (action: string): AuditSystem | null => (action.startsWith(PREFIX) ? (AUDIT_SYSTEMS.find((system) => action === importedAction(system)) ?? null) : null)
