import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

type Own = 'incident' | 'incidentOrder' | 'incidentStep' | 'playbook' | 'incidentPolicy'

/** The tables that this context owns. Orders, receipts and entries are read in `timeline.ts` and `incident-rows.ts`. */
export const command = commandsOver<Own>()
export const query = queriesOver<Own>()
