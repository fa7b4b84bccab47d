import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import { CLI_CLIENT, isFirstParty } from './clients'

const { Check, Prompt, base } = interactionPolicy

/**
 * When a request needs a person: to sign in, and, whenever an agent asks, to consent. A mandate is given anew every
 * time: an older one is never taken for an answer. The console asks for nothing beyond signing in; the command line
 * has no secret to be known by, so any program could ask in its name, and the person is asked each time (RFC 8252 §8.6).
 */
export function policy(): interactionPolicy.DefaultPolicy {
  const prompts = base()
  prompts.get('login')?.checks.add(
    new Check('account_gone', 'the person who is signed in has no account any more', 'login_required', ({ oidc }) =>
      oidc.session?.accountId !== undefined && oidc.account === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
    ),
  )
  prompts.remove('consent')
  prompts.add(
    new Prompt(
      { name: 'consent', requestable: true },
      new Check(
        'mandate',
        'an agent asks for a mandate',
        'consent_required',
        ({ oidc }) => (oidc.client && !isFirstParty(oidc.client.clientId) && !oidc.result?.consent?.grantId ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT),
        (ctx) => ({ missingResourceScopes: askedByResource(ctx) }),
      ),
      new Check('command_line', 'the command line asks to work as the person', 'consent_required', ({ oidc }) =>
        oidc.client?.clientId === CLI_CLIENT && !oidc.result?.consent ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
      ),
    ),
  )
  return prompts
}

/** What the consent page shows: scopes that were asked for and that the agent's document allows, by resource. */
function askedByResource({ oidc }: KoaContextWithOIDC): Record<string, string[]> {
  const asked = oidc.requestParamScopes
  return Object.fromEntries(
    Object.entries(oidc.resourceServers ?? {})
      .map(([resource, { scopes }]) => [resource, [...scopes].filter((scope) => asked.has(scope))] as const)
      .filter(([, scopes]) => scopes.length > 0),
  )
}
