import { checkDpopReplay, checkDpopRequired, resolveRequestedResources, validateDpop, buildTokenResponse } from 'oidc-provider/lib/helpers/grants.js'

/**
 * oidc-provider's helpers for custom grants. They are outside its versioning promise, so that they are imported here
 * and nowhere else, the version is pinned to a patch range, and a contract test says what we rely on.
 */
export const library = { buildTokenResponse, checkDpopReplay, checkDpopRequired, resolveRequestedResources, validateDpop }
