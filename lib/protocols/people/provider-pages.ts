import type { KoaContextWithOIDC } from 'oidc-provider'
import { readAssets } from './internal/assets'
import { headersOf } from './internal/security-headers'
import { renderer, type Layout } from './pages/layout'
import { problemPage } from './pages/problem-page'
import { signedOutPage, signOutPage } from './pages/sign-out-page'

type Settings = Readonly<{ issuer: string; consoleUrl: string }>

/** The pages that the authorization server shows by itself, in the looks and with the headers of ours. */
export function providerPages({ issuer, consoleUrl }: Settings) {
  const render = renderer(readAssets(), issuer)
  const send = async (ctx: KoaContextWithOIDC, layout: Layout): Promise<void> => {
    ctx.set(headersOf(consoleUrl, []))
    ctx.type = 'html'
    ctx.body = String(await render(layout))
  }
  return {
    /** What cannot be answered to the client. Public text only: the cause is in the log. */
    error: (ctx: KoaContextWithOIDC, out: { error: string; error_description?: string | undefined }): Promise<void> =>
      send(
        ctx,
        problemPage({
          title: 'This request cannot be answered',
          what: `It was refused before anything was changed: ${out.error_description ?? out.error.replaceAll('_', ' ')}.`,
          next: 'Begin again from where you came. If it stays, the application that sent you here asks in a wrong way: give this text to whoever runs it.',
          link: { label: 'Go to the console', href: consoleUrl },
        }),
      ),
    /** A request with the person's own ID token comes from where they have pressed the button already. */
    signOut: (ctx: KoaContextWithOIDC, form: string): Promise<void> => send(ctx, signOutPage(form, { atOnce: ctx.oidc.entities.IdTokenHint !== undefined })),
    signedOut: (ctx: KoaContextWithOIDC): Promise<void> => send(ctx, signedOutPage(consoleUrl)),
  }
}
