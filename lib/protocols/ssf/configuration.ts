import { endpointsOf, POLL, PUSH } from './deps'

/** GET /.well-known/ssf-configuration (SSF 1.0 §7.1). */
export function transmitterConfiguration(issuer: string): Record<string, unknown> {
  const at = endpointsOf(issuer)
  return {
    spec_version: '1_0',
    issuer,
    jwks_uri: `${issuer}/oauth/jwks`,
    delivery_methods_supported: [PUSH, POLL],
    configuration_endpoint: at.configuration,
    status_endpoint: at.status,
    add_subject_endpoint: at.addSubject,
    remove_subject_endpoint: at.removeSubject,
    verification_endpoint: at.verification,
    // Whoever does not know these would take a run, a tool or a company for something else.
    critical_subject_members: ['session', 'application', 'tenant'],
    authorization_schemes: [{ spec_urn: 'urn:ietf:rfc:6749' }],
    default_subjects: 'ALL',
  }
}
