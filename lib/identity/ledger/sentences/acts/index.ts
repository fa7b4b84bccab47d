import { ACCESS_ACTS } from './access'
import { CONTAINMENT_ACTS } from './containment'
import { DELEGATION_ACTS } from './delegation'
import { DISCOVERY_ACTS } from './discovery'
import { INCIDENTS_ACTS } from './incidents'
import { LEDGER_ACTS } from './ledger'
import { NOTIFICATIONS_ACTS } from './notifications'
import { OPERATE_ACTS } from './operate'
import { POSTURE_ACTS } from './posture'
import { REGISTRY_ACTS } from './registry'
import { REVIEWS_ACTS } from './reviews'
import { SIGNALS_ACTS } from './signals'

/** What was done, by its action: the verb's own word in the past tense, as it stands between who did it and to what. */
export const ACTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...ACCESS_ACTS,
    ...CONTAINMENT_ACTS,
    ...DELEGATION_ACTS,
    ...DISCOVERY_ACTS,
    ...INCIDENTS_ACTS,
    ...LEDGER_ACTS,
    ...NOTIFICATIONS_ACTS,
    ...OPERATE_ACTS,
    ...POSTURE_ACTS,
    ...REGISTRY_ACTS,
    ...REVIEWS_ACTS,
    ...SIGNALS_ACTS,
  }),
)
