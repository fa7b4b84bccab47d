import { expect, type Page } from '@playwright/test'
import axe from 'axe-core'
import { DESK, keepScreenshot, PHONE } from './console'

/** At a desk in light, on a phone in dark: between them every colour and both layouts. */
const LOOKS = [
  [DESK, 'light'],
  [PHONE, 'dark'],
] as const

/** What axe finds, all of its rules asked; it is brought into a document once, since that takes as long as some of its looks. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { axe: here } = window as unknown as { axe: typeof axe }
    const found = await here.run(document, { resultTypes: ['violations'] })
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  })
}

/** How much a page is wider than its screen, in pixels. */
const overhang = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

/** As it stands now: as wide as the screen, and nothing that axe finds. */
export async function isInOrder(page: Page, where = 'the page'): Promise<void> {
  expect(await overhang(page), `${where} is as wide as the screen`).toBeLessThanOrEqual(0)
  expect(await violations(page), where).toEqual([])
}

/** In both looks, with a picture of each; ends as it began. What is wrong is told at the end of the test, all of it. */
export async function looksRight(page: Page, name: string): Promise<void> {
  const before = page.viewportSize() ?? DESK
  for (const [viewport, colorScheme] of LOOKS) {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme })
    expect.soft(await overhang(page), `${name} (${colorScheme}) is as wide as the screen`).toBeLessThanOrEqual(0)
    expect.soft(await violations(page), `${name} (${colorScheme})`).toEqual([])
    await keepScreenshot(page, `${name}-${colorScheme}`)
  }
  await page.setViewportSize(before)
  await page.emulateMedia({ colorScheme: null })
}
