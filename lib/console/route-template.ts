import { readFileSync } from 'node:fs'
import { z } from 'zod'

const Routes = z.array(z.object({ page: z.string(), regex: z.string() }))
const Manifest = z.object({ staticRoutes: Routes, dynamicRoutes: Routes })

/**
 * The template that a path of the console is of, by what the build says there is: `/agents/:agentId`. Never the path:
 * whatever is none of ours is `other`, however many of those somebody invents.
 */
export function routeTemplates(manifest: unknown): (path: string) => string {
  const { staticRoutes, dynamicRoutes } = Manifest.parse(manifest)
  const exact = new Set(staticRoutes.map(({ page }) => page).filter((page) => !page.startsWith('/_')))
  const patterns = dynamicRoutes.map(({ page, regex }) => ({ regex: new RegExp(regex), template: inOurWords(page) }))
  return (path) => {
    if (exact.has(path)) return path
    if (path.startsWith('/_next/')) return '/_next/*'
    return patterns.find(({ regex }) => regex.test(path))?.template ?? 'other'
  }
}

export function readRouteTemplates(file: string): (path: string) => string {
  return routeTemplates(JSON.parse(readFileSync(file, 'utf8')))
}

const inOurWords = (page: string): string => page.replace(/\[{1,2}\.{3}\w+\]{1,2}/g, '*').replace(/\[(\w+)\]/g, ':$1')
