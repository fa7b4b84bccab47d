import { sightingOf } from '../credentials'
import { dig, fieldsOf, isFields, listOf, textOf, textsOf, type Importer, type Raw, type Sighting } from '../outcome'

/** Keycloak makes these for itself. */
const BUILT_IN = new Set(['account', 'account-console', 'admin-cli', 'broker', 'realm-management', 'security-admin-console'])

/** Realm exports: each client of the realm's own is something that signs in. */
export const keycloak: Importer = {
  title: 'Keycloak realm export',
  read(file) {
    if (Array.isArray(file.value) && file.value.length > 0 && file.value.every((one) => isRealm(one))) {
      const realms = file.value.map((realm, index) => ofRealm(realm, [index]))
      return { found: realms.flatMap(({ found }) => found), unread: realms.flatMap(({ unread }) => unread), sightings: realms.flatMap(({ sightings }) => sightings) }
    }
    if (!isRealm(file.value)) return null
    const realm = ofRealm(file.value, [])
    return realm.found.length === 0 ? { ...realm, nothing: 'A realm export without a client of its own' } : realm
  },
}

const isRealm = (value: unknown): value is Record<string, unknown> => isFields(value) && textOf(value['realm']) !== undefined && ('clients' in value || 'users' in value || 'roles' in value)

function ofRealm(realm: unknown, above: (string | number)[]) {
  const name = String(dig(realm, 'realm'))
  const clients = listOf(dig(realm, 'clients'))
  return {
    found: clients.flatMap((client, index): Raw[] => {
      const of = fieldsOf(client)
      const id = textOf(of['clientId'])
      if (!id || BUILT_IN.has(id)) return []
      const flows = [
        ...(of['serviceAccountsEnabled'] === true ? ['client credentials'] : []),
        ...(of['standardFlowEnabled'] === false ? [] : ['authorization code']),
        ...(of['directAccessGrantsEnabled'] === true ? ['password'] : []),
        ...(of['implicitFlowEnabled'] === true ? ['implicit'] : []),
        ...(dig(of, 'attributes', 'standard.token.exchange.enabled') === 'true' ? ['token exchange'] : []),
        ...(dig(of, 'attributes', 'oauth2.device.authorization.grant.enabled') === 'true' ? ['device'] : []),
      ]
      return [
        {
          kind: 'keycloak_client',
          at: [...above, 'clients', index],
          name: id,
          platform: 'keycloak',
          purpose: textOf(of['description']) ?? of['name'],
          clientIds: [id],
          reaches: [`realm: ${name}`, ...textsOf(of['defaultClientScopes']).map((scope) => `scope: ${scope}`)],
          notes: [
            flows.length > 0 ? `Signs in by: ${flows.join(', ')}` : 'No flow is enabled',
            ...(of['enabled'] === false ? ['It is disabled'] : []),
            ...(of['serviceAccountsEnabled'] === true ? [] : ['It has no service account: it may be an application of people, and no agent']),
            ...(flows.includes('password') ? ['It takes people’s passwords, which OAuth 2.1 no longer allows'] : []),
          ],
          sightings: [signsInBy(of, [...above, 'clients', index])].flatMap((one) => one ?? []),
        },
      ]
    }),
    unread: clients.flatMap((client, index) => (textOf(dig(client, 'clientId')) ? [] : [{ at: [...above, 'clients', index], reason: 'is a client without a clientId' }])),
    sightings: passwordsOf(dig(realm, 'users'), [...above, 'users']),
  }
}

function signsInBy(client: Record<string, unknown>, at: (string | number)[]): Sighting | null {
  const type = String(client['clientAuthenticatorType'] ?? '')
  if (client['bearerOnly'] === true) return null
  if (type === 'client-jwt' || type === 'client-x509') return { at: [...at, 'clientAuthenticatorType'], tier: 3, what: type === 'client-jwt' ? 'signs in with a key of its own' : 'signs in with a certificate', value: null }
  const secret = sightingOf([...at, 'secret'], 'client secret', client['secret'])
  if (secret) return secret
  if (client['publicClient'] === true) return { at: [...at, 'publicClient'], tier: 1, what: 'a public client: it gets short-lived tokens, and has no secret', value: null }
  return client['protocol'] === 'saml' ? null : { at, tier: 4, what: 'client secret, left out of the export', value: null }
}

const passwordsOf = (users: unknown, at: (string | number)[]): Sighting[] =>
  listOf(users).flatMap((user, u) =>
    listOf(dig(user, 'credentials')).flatMap((credential, c) => (dig(credential, 'type') === 'password' ? (sightingOf([...at, u, 'credentials', c, 'value'], 'password of a user', dig(credential, 'value')) ?? []) : [])),
  )
