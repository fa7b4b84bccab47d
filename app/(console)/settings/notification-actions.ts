'use server'

import type { z } from 'zod'
import { act } from '@/lib/console/action'
import type { AddWebhookInput, DeliveryIdInput, SetMailServerInput, SetPreferenceInput, SetZoneInput, WebhookIdInput } from '@/lib/identity/notifications/contract'

const PAGES = ['/settings'] as const

const setMail = act((api, input: z.input<typeof SetMailServerInput>) => api.notifications.setMailServer(input), { refresh: PAGES })
export async function setMailServerAction(input: z.input<typeof SetMailServerInput>) {
  return setMail(input)
}

const removeMail = act((api, _input: object) => api.notifications.removeMailServer({}), { refresh: PAGES })
export async function removeMailServerAction() {
  return removeMail({})
}

const test = act((api, _input: object) => api.notifications.testMail({}), { refresh: PAGES })
export async function testMailAction() {
  return test({})
}

const addHook = act((api, input: z.input<typeof AddWebhookInput>) => api.notifications.addWebhook(input), { refresh: PAGES })
export async function addWebhookAction(input: z.input<typeof AddWebhookInput>) {
  return addHook(input)
}

const testHook = act((api, input: z.input<typeof WebhookIdInput>) => api.notifications.testWebhook(input), { refresh: PAGES })
export async function testWebhookAction(input: z.input<typeof WebhookIdInput>) {
  return testHook(input)
}

const removeHook = act((api, input: z.input<typeof WebhookIdInput>) => api.notifications.removeWebhook(input), { refresh: PAGES })
export async function removeWebhookAction(input: z.input<typeof WebhookIdInput>) {
  return removeHook(input)
}

const retry = act((api, input: z.input<typeof DeliveryIdInput>) => api.notifications.retry(input), { refresh: PAGES })
export async function retryDeliveryAction(input: z.input<typeof DeliveryIdInput>) {
  return retry(input)
}

const setZone = act((api, input: z.input<typeof SetZoneInput>) => api.notifications.setZone(input), { refresh: PAGES })
export async function setZoneAction(input: z.input<typeof SetZoneInput>) {
  return setZone(input)
}

const setMine = act((api, input: z.input<typeof SetPreferenceInput>) => api.notifications.setMine(input), { refresh: PAGES })
export async function setPreferenceAction(input: z.input<typeof SetPreferenceInput>) {
  return setMine(input)
}
