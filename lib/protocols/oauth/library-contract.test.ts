import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { library } from './library-helpers'

/**
 * What we rely on in oidc-provider beyond its documented interface. A new version that breaks one of these must not
 * be taken before the place that relies on it was looked at.
 */
describe('oidc-provider, where it promises nothing', () => {
  it('is pinned to a patch range', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> }
    expect(dependencies['oidc-provider']).toMatch(/^~\d+\.\d+\.\d+$/)
  })

  it('has the helpers for custom grants, with these parameters (token-exchange)', () => {
    expect(Object.entries(library).map(([name, helper]) => `${name}/${helper.length}`).sort()).toEqual([
      'buildTokenResponse/1', 'checkDpopReplay/4', 'checkDpopRequired/3', 'resolveRequestedResources/2', 'validateDpop/3',
    ]) // prettier-ignore
  })

  it('asks `ReplayDetection.unique` about every jti, and about nothing else (provider)', () => {
    expect(source('models/replay_detection.js')).toContain('static async unique(iss, jti, exp)')
    const uses = ['shared/jwt_client_auth.js', 'helpers/validate_dpop.js'].map((file) => source(file))
    for (const text of uses) expect(text).toContain('ReplayDetection.unique(')
  })

  it('awaits the customizer before it takes the signing key, and signs what it left (record-before-sign)', () => {
    const text = source('models/formats/jwt.js')
    const at = (needle: string) => text.indexOf(needle)
    expect(at('await customizer(')).toBeGreaterThan(0)
    expect(at('await customizer(')).toBeLessThan(at('const config = await getResourceServerConfig('))
    expect(at('const config = await getResourceServerConfig(')).toBeLessThan(at('JWT.sign(structuredToken.payload'))
  })

  it('calls the assertion hook after authentication and before it looks at the token (presented-token)', () => {
    for (const file of ['actions/introspection.js', 'actions/revocation.js']) {
      const text = source(file)
      expect(text.indexOf('...clientAuth')).toBeGreaterThan(0)
      expect(text.indexOf('...clientAuth')).toBeLessThan(text.indexOf('  rejectStructuredTokens,\n'))
    }
    expect(source('shared/jwt_client_auth.js')).toContain('await assertJwtClientAuthClaimsAndHeader(')
  })

  it('keeps the browser’s session value in an interaction and reads it nowhere (opaque-store)', () => {
    expect(source('models/interaction.js')).toContain('cookie: session.jti')
    for (const file of ['actions/authorization/resume.js', 'actions/authorization/interactions.js', 'provider.js']) expect(source(file)).not.toMatch(/session\??\.cookie\b/)
  })

  it('binds only public clients’ refresh tokens to the DPoP key, and checks whatever binding it finds (adapter)', () => {
    expect(source('helpers/set_rt_bindings.js')).toContain("case 'none'")
    expect(source('actions/grants/refresh_token.js')).toContain('refreshToken.jkt !== dPoP.thumbprint')
  })
})

const source = (file: string): string => readFileSync(join('node_modules', 'oidc-provider', 'lib', file), 'utf8')
