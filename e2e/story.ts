import { test as plain } from '@playwright/test'

/** A story; whatever browsers it opened are closed at its end. A page that is left open asks for what is new, all through the others. */
export const test = plain.extend<{ closesBrowsers: void }>({
  closesBrowsers: [
    async ({ browser }, use) => {
      await use()
      await Promise.all(browser.contexts().map((context) => context.close()))
    },
    { auto: true },
  ],
})
