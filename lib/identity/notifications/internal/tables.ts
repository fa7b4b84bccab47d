import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

type Own = 'notification' | 'notificationDelivery' | 'notificationWebhook' | 'mailServer' | 'notificationPreference' | 'personZone'

/** The tables that this context owns. Whom something concerns is read in `find-concerned.ts` and `remind.ts` alone. */
export const command = commandsOver<Own>()
export const query = queriesOver<Own>()
