import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Fault } from '@/lib/kernel/fault'

export type Asset = Readonly<{ path: string; type: string; body: Uint8Array<ArrayBuffer> }>

/** In order: a style sheet names the fonts before it by their paths. */
const FILES = [
  { name: 'geist.woff2', file: 'node_modules/geist/dist/fonts/geist-sans/Geist-Variable.woff2', type: 'font/woff2' },
  { name: 'geist-mono.woff2', file: 'node_modules/geist/dist/fonts/geist-mono/GeistMono-Variable.woff2', type: 'font/woff2' },
  { name: 'tokens.css', file: 'app/tokens.css', type: 'text/css; charset=utf-8' },
  { name: 'people.css', file: 'lib/protocols/people/assets/people.css', type: 'text/css; charset=utf-8' },
  { name: 'people.js', file: 'lib/protocols/people/assets/people.js', type: 'text/javascript; charset=utf-8' },
  { name: 'passkey.js', file: 'lib/protocols/people/assets/passkey.js', type: 'text/javascript; charset=utf-8' },
  { name: 'icon.svg', file: 'lib/protocols/people/assets/icon.svg', type: 'image/svg+xml' },
] as const
export type AssetName = (typeof FILES)[number]['name']
export type Assets = Readonly<Record<AssetName, Asset>>

/** Read once, at the start. The digest in the path makes each version a file of its own, good for ever. */
export function readAssets(): Assets {
  const root = packageRoot()
  const assets: Partial<Record<AssetName, Asset>> = {}
  for (const { name, file, type } of FILES) {
    const read = readFileSync(join(root, file))
    const body = new Uint8Array(type.startsWith('text/css') ? Buffer.from(withPaths(read.toString('utf8'), assets)) : read)
    const digest = createHash('sha256').update(body).digest('base64url').slice(0, 12)
    assets[name] = { path: `/assets/${digest}/${name}`, type, body }
  }
  return assets as Assets // every name of FILES was set above
}

const withPaths = (css: string, assets: Partial<Record<string, Asset>>): string =>
  css.replace(/url\('([\w.-]+)'\)/g, (whole, name: string) => (assets[name] ? `url('${assets[name].path}')` : whole))

const LEVELS_MAX = 6

/** This file runs from its source and from a bundle: the package is the nearest folder above that has one. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (let level = 0; level < LEVELS_MAX; level++, folder = dirname(folder)) if (existsSync(join(folder, 'package.json'))) return folder
  throw new Fault('the package’s own folder was not found')
}
