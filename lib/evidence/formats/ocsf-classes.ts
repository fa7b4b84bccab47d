import { systemOfAction } from '@/lib/kernel/audit-systems'

/** Which OCSF class an action is an event of, and which of its activities. `class_uid` is category * 1000 + class. */
export type OcsfActivity = { class: keyof typeof OCSF_CLASSES; activity: number; name: string }

export const OCSF_CLASSES = {
  account_change: { uid: 3001, name: 'Account Change' },
  authentication: { uid: 3002, name: 'Authentication' },
  authorize_session: { uid: 3003, name: 'Authorize Session' },
  entity_management: { uid: 3004, name: 'Entity Management' },
  user_access: { uid: 3005, name: 'User Access Management' },
  api_activity: { uid: 6003, name: 'API Activity' },
} as const

export const OCSF_CATEGORIES: Record<number, string> = { 3: 'Identity & Access Management', 6: 'Application Activity' }

const OTHER = 99
const as = (of: OcsfActivity['class'], activity: number, name: string): OcsfActivity => ({ class: of, activity, name })
const other = (of: OcsfActivity['class'], name: string): OcsfActivity => as(of, OTHER, name)

const ACTIVITIES: Record<string, OcsfActivity> = {
  'tool.call': other('api_activity', 'Call'),
  'tool.outcome': other('api_activity', 'Outcome'),
  'token.issue': as('authorize_session', 1, 'Assign Privileges'),
  'token.revoke': other('authorize_session', 'Revoke'),
  'access.session.start': as('authentication', 1, 'Logon'),
  'access.session.open': as('authentication', 3, 'Authentication Ticket'),
  'access.session.end': as('authentication', 2, 'Logoff'),
  'sample.enter': as('authentication', 1, 'Logon'),
  'access.person.invite': as('account_change', 1, 'Create'),
  'access.person.provision': as('account_change', 1, 'Create'),
  'access.person.join': as('account_change', 2, 'Enable'),
  'access.person.welcome': as('account_change', 1, 'Create'),
  'access.person.set_password': as('account_change', 3, 'Password Change'),
  'access.person.recover': as('account_change', 4, 'Password Reset'),
  'access.person.deactivate': as('account_change', 5, 'Disable'),
  'access.passkey.register': as('account_change', 10, 'MFA Factor Enable'),
  'access.passkey.remove': as('account_change', 11, 'MFA Factor Disable'),
  'access.passkey.rename': other('account_change', 'Rename'),
  'access.recovery_codes.make': other('account_change', 'Recovery Codes'),
  'access.person.change_role': as('user_access', 3, 'Assign Role'),
  'delegation.mandate.give': as('user_access', 1, 'Assign Privileges'),
  'delegation.mandate.give_standing': as('user_access', 1, 'Assign Privileges'),
  'delegation.mandate.withdraw': as('user_access', 2, 'Revoke Privileges'),
  'delegation.mandate.refuse': other('user_access', 'Refuse'),
  'registry.agent.register': as('entity_management', 1, 'Create'),
  'registry.agent.approve': as('entity_management', 10, 'Activate'),
  'registry.tool_server.register': as('entity_management', 1, 'Create'),
  'registry.tool_server.set_owner': as('entity_management', 3, 'Update'),
  'registry.tool_server.discover': as('entity_management', 3, 'Update'),
  'containment.halt': as('entity_management', 12, 'Suspend'),
  'containment.restore': as('entity_management', 13, 'Resume'),
  'containment.explain': as('entity_management', 3, 'Update'),
  'containment.point.invite': as('entity_management', 1, 'Create'),
  'containment.point.enrol': as('entity_management', 6, 'Enroll'),
  'containment.point.revoke': as('entity_management', 7, 'Unenroll'),
  'keys.signing_key.rotate': as('entity_management', 3, 'Update'),
  'ledger.export': as('entity_management', 2, 'Read'),
  'posture.report': as('entity_management', 2, 'Read'),
  'sample.erase': as('entity_management', 4, 'Delete'),
}

/** What is new here and not yet in the table is a change of something, of a kind that its name tells. */
export const ocsfActivityOf = (action: string): OcsfActivity => ACTIVITIES[action] ?? (systemOfAction(action) === null ? other('entity_management', action) : other('api_activity', 'Imported'))
