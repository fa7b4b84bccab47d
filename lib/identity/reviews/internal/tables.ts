import { commandsOver } from '../../command'
import { queriesOver } from '../../query'

/** The tables that this context owns. What is reviewed is read in `snapshot.ts` and `live.ts` alone. */
export const command = commandsOver<'reviewCampaign' | 'reviewItem' | 'reviewGathering' | 'reviewQuestion' | 'reviewSchedule' | 'reviewTrigger' | 'reviewEvent' | 'personGuide' | 'outbox'>()
export const query = queriesOver<'reviewCampaign' | 'reviewItem' | 'reviewGathering' | 'reviewQuestion' | 'reviewSchedule' | 'reviewTrigger' | 'reviewEvent' | 'personGuide'>()
