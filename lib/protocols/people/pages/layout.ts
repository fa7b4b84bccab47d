import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { Assets } from '../internal/assets'

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>
export type Layout = Readonly<{
  title: string
  main: Html
  /** `wide` for what has to be read, not only filled in. */
  width?: 'narrow' | 'wide'
  /** Whether the page has a form that asks the browser for a passkey. */
  passkeys?: boolean
}>
export type Renderer = (layout: Layout) => Html

/** The frame of every page: whose it is, at which address, and one thing to do. */
export function renderer(assets: Assets, issuer: string): Renderer {
  const host = new URL(issuer).host
  return ({ title, main, width = 'narrow', passkeys = false }) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Lanyard</title>
<link rel="preload" href="${assets['geist.woff2'].path}" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="${assets['tokens.css'].path}">
<link rel="stylesheet" href="${assets['people.css'].path}">
<link rel="icon" href="${assets['icon.svg'].path}" type="image/svg+xml">
${passkeys ? html`<script type="module" src="${assets['passkey.js'].path}"></script>
` : ''}<script src="${assets['people.js'].path}" defer></script>
</head>
<body class="${width}">
<header class="bar"><span class="brand">${BRAND_MARK}<span>Lanyard</span></span><span class="host"><span class="unseen">at </span>${host}</span></header>
<main>${main}</main>
</body>
</html>`
}

/** The lanyard: a loop of cord, and the badge that hangs from it. */
export const BRAND_MARK = html`<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"><path d="M4.6 1.4 9 9.2M15.4 1.4 11 9.2" stroke-linecap="round"/><rect x="5.6" y="9.2" width="8.8" height="9.4" rx="1.8"/><path d="M8.7 11.9h2.6" stroke-linecap="round"/></svg>`
