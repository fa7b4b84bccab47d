import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

/** Agents, keys and mandates of a drill are written in `prepare-drill.ts` and ended in `finish-drill.ts`, in SQL, and nowhere else. */
export const command = commandsOver<'drill' | 'drillProbe' | 'selfTest' | 'selfTestAnswer' | 'outbox'>()
export const query = queriesOver<'drill' | 'drillProbe' | 'selfTest' | 'selfTestAnswer'>()
