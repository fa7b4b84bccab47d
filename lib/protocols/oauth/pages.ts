import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider'
import type { errors } from 'oidc-provider'

/** Pages of the protocol's own: an error that cannot go back to the client, and signing out. */
export type Pages = {
  error(ctx: KoaContextWithOIDC, out: ErrorOut, error: errors.OIDCProviderError | Error): void | Promise<void>
  /** @param form an empty form with id `op.logoutForm`; a button `logout` with value `yes` ends the session */
  signOut(ctx: KoaContextWithOIDC, form: string): void | Promise<void>
  signedOut(ctx: KoaContextWithOIDC): void | Promise<void>
}

export const plainPages: Pages = {
  error: (ctx, out) => page(ctx, 'This request cannot go on', [out.error_description ?? out.error, `Code: ${out.error}`]),
  signOut: (ctx, form) =>
    page(ctx, 'Sign out of Lanyard?', ['Mandates you gave to agents stay in force; end them on the Delegations page.'], {
      after: `${form}<button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>`,
    }),
  signedOut: (ctx) => page(ctx, 'You are signed out', ['You can close this window.']),
}

function page(ctx: KoaContextWithOIDC, title: string, paragraphs: readonly string[], { after = '' } = {}): void {
  ctx.type = 'html'
  ctx.body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title></head>
<body><main><h1>${escaped(title)}</h1>${paragraphs.map((text) => `<p>${escaped(text)}</p>`).join('')}${after}</main></body></html>`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
