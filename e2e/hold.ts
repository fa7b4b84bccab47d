import { EventEmitter, once } from 'node:events'
import type { Page } from '@playwright/test'

type Held = { begun: Promise<unknown>; letGo: () => void }

/** Holds what the page asks for at such an address, from the first such request on, until it is told to let go of it. */
export async function hold(page: Page, address: RegExp, method: 'GET' | 'POST' = 'GET'): Promise<Held> {
  const story = new EventEmitter()
  const [begun, released] = [once(story, 'begun'), once(story, 'released')]
  await page.route(address, async (route) => {
    if (route.request().method() !== method) return route.fallback()
    story.emit('begun')
    await released
    await route.continue()
  })
  return { begun, letGo: () => story.emit('released') }
}
