import { constants } from 'node:fs'
import { lstat, open, realpath } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import type { FoundCheckout } from '@/lib/identity/discovery/contract'
import { words } from '../names'

/** Of each file that is read; nothing larger says where a branch stands or where it comes from. */
const BYTES_MAX = 4 * 1024 * 1024
const REF = /^refs\/(?!.*(?:\.\.|\/\/|\/\.|@\{))[A-Za-z0-9._/@+-]{1,200}$/
const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/

/**
 * Which Git checkout a file below `top` is in: the commit that stands there, and where it was cloned from. Read from
 * Git's own files (gitrepository-layout): no Git is run, so no hook, filter or setting of the checkout is either, and
 * nothing outside of `top` is opened.
 */
export function checkoutsBelow(top: string): (path: string) => Promise<FoundCheckout | null> {
  const known = new Map<string, Promise<FoundCheckout | null>>()
  const of = (folder: string): Promise<FoundCheckout | null> => {
    const found = known.get(folder) ?? look(folder)
    known.set(folder, found)
    return found
  }
  const look = async (folder: string): Promise<FoundCheckout | null> => (await checkoutAt(top, join(top, folder))) ?? (folder === '.' ? null : of(dirname(folder)))
  return (path) => of(dirname(path))
}

async function checkoutAt(top: string, folder: string): Promise<FoundCheckout | null> {
  const own = await gitFolder(top, folder)
  if (own === null) return null
  const shared = (await textOf(top, join(own, 'commondir')))?.trim()
  const common = shared ? await inside(top, resolve(own, shared)) : own
  const head = (await textOf(top, join(own, 'HEAD')))?.trim()
  if (common === null || head === undefined) return null
  const ref = head.startsWith('ref: ') ? head.slice(5).trim() : null
  if (ref !== null && !REF.test(ref)) return null
  const commit = ref === null ? head : ((await textOf(top, join(common, ref)))?.trim() ?? packed(await textOf(top, join(common, 'packed-refs')), ref))
  if (!COMMIT.test(commit)) return null
  return { commit, branch: ref?.startsWith('refs/heads/') ? words(ref.slice(11), 200) : null, remote: remoteIn((await textOf(top, join(common, 'config'))) ?? '') }
}

/** `.git` is a folder, or of a worktree or a submodule a file that names one. */
async function gitFolder(top: string, folder: string): Promise<string | null> {
  const path = join(folder, '.git')
  const there = await lstat(path).catch(() => null)
  if (there?.isDirectory()) return path
  if (!there?.isFile()) return null
  const [, named] = /^gitdir: (.+)$/m.exec((await textOf(top, path)) ?? '') ?? []
  return named ? inside(top, resolve(folder, named.trim())) : null
}

async function inside(top: string, path: string): Promise<string | null> {
  const real = await realpath(path).catch(() => null)
  return real !== null && (real === top || real.startsWith(top.endsWith(sep) ? top : top + sep)) ? real : null
}

/** Not through a link, and without waiting; undefined where there is no such file. */
async function textOf(top: string, path: string): Promise<string | undefined> {
  if ((await inside(top, dirname(path))) === null) return undefined
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null)
  if (!handle) return undefined
  try {
    const { size } = await handle.stat().then((stat) => (stat.isFile() ? stat : { size: -1 }))
    if (size < 0 || size > BYTES_MAX) return undefined
    const buffer = Buffer.alloc(size)
    const { bytesRead } = await handle.read(buffer, 0, size, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } catch {
    return undefined
  } finally {
    await handle.close()
  }
}

const packed = (text: string | undefined, ref: string): string => text?.split('\n').find((line) => line.slice(41) === ref || line.slice(65) === ref)?.split(' ')[0] ?? ''

/** The address of `origin`, or of the first remote there is; without what may be a password in it. */
function remoteIn(config: string): string | null {
  const urls = new Map<string, string>()
  let remote: string | null = null
  for (const line of config.split('\n')) {
    const section = /^\s*\[(.*)\]\s*$/.exec(line)
    if (section) remote = /^remote "(.+)"$/.exec(section[1] ?? '')?.[1] ?? null
    const url = remote === null ? undefined : /^\s*url\s*=\s*"?([^"]*)"?\s*$/.exec(line)?.[1]
    if (remote !== null && url && !urls.has(remote)) urls.set(remote, url)
  }
  const url = urls.get('origin') ?? [...urls.values()][0]
  return url === undefined ? null : withoutSecrets(url)
}

function withoutSecrets(raw: string): string | null {
  if (!raw.includes('://')) return words(raw.replace(/^[^@/]*@/, ''), 300) || null
  if (!URL.canParse(raw)) return null
  const url = new URL(raw)
  url.username = url.password = url.search = url.hash = ''
  return words(url.href, 300) || null
}
