import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

type Own = 'postureSnapshot' | 'postureSetting' | 'postureGroups' | 'postureFall'

/** The tables that this context owns; what it measures it only asks by its sources. */
export const command = commandsOver<Own>()
export const query = queriesOver<Own>()
