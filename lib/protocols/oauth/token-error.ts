import { errors } from 'oidc-provider'
import type { CheckName, GrantKind } from '@/lib/identity/authority'
import { unreachable } from '@/lib/kernel/fault'

type Refusal = { code: CheckName; detail: string }

/**
 * RFC 6749 §5.2, RFC 8693 §2.2.2 and RFC 8707 §2. A halted agent looks like any agent without authority: only the
 * ledger says more. In token exchange an unacceptable subject is `invalid_request`, whatever is wrong with it.
 */
export function toTokenError(refusal: Refusal, grant: GrantKind): errors.OIDCProviderError {
  switch (refusal.code) {
    case 'audience':
      return new errors.InvalidTarget(refusal.detail)
    case 'scope':
      return new errors.InvalidScope(refusal.detail, '')
    case 'document':
      return new errors.InvalidScope(refusal.detail, '')
    case 'mandate':
      if (grant === 'client_credentials') return described(new errors.UnauthorizedClient(), refusal.detail)
      return withoutAuthority(grant, refusal.detail)
    case 'containment':
    case 'owner_alive':
    case 'lease':
    case 'attestation':
      return grant === 'client_credentials' ? new errors.InvalidClientAuth(refusal.detail) : withoutAuthority(grant, undefined)
    case 'proof_of_possession':
      return new errors.InvalidDpopProof(refusal.detail)
    case 'signature':
    case 'expiry':
    case 'edge':
    case 'depth':
    case 'cycle':
      return withoutAuthority(grant, refusal.detail)
    default:
      return unreachable(refusal.code)
  }
}

function withoutAuthority(grant: GrantKind, detail: string | undefined): errors.OIDCProviderError {
  if (grant === 'token_exchange') return new errors.InvalidRequest(detail ?? 'the subject token is not acceptable')
  return described(new errors.InvalidGrant('no authority'), detail)
}

function described<E extends errors.OIDCProviderError>(error: E, detail: string | undefined): E {
  return detail === undefined ? error : Object.assign(error, { error_description: detail })
}
