import { systemOfAction } from '@/lib/kernel/audit-systems'
import type { EventRecord } from './event-row'
import { act } from './sentences/act'
import { ACTS } from './sentences/acts'
import { halt } from './sentences/halt'
import { hookAnswer } from './sentences/hook-answer'
import { imported } from './sentences/imported'
import { incidentStep } from './sentences/incident-step'
import type { Parts } from './sentences/parts'
import { retirementStep } from './sentences/retirement-step'
import { tokenIssue } from './sentences/token-issue'
import { told } from './sentences/told'
import { toolCall, toolOutcome } from './sentences/tool-call'

/** Actions whose sentence says more than who did what to whom. */
const SENTENCES = new Map<string, (record: EventRecord) => Parts>(
  Object.entries({
    'tool.call': toolCall,
    'tool.outcome': toolOutcome,
    'token.issue': tokenIssue,
    'containment.halt': halt,
    'containment.confirm': halt,
    'containment.hook.answer': hookAnswer,
    'signals.notice.end': told,
    'incidents.step.set': incidentStep,
    'registry.retirement.step': retirementStep,
  }),
)

/** One plain sentence for one entry: who did what, for whom, through whom, why, and how it ended. */
export const sentenceOf = (record: EventRecord): Parts => (systemOfAction(record.action) === null ? (SENTENCES.get(record.action) ?? act) : imported)(record)

/** What Lanyard itself records, by its actions. */
export const OWN_ACTIONS: readonly string[] = [...new Set([...ACTS.keys(), ...SENTENCES.keys()])].filter((action) => action !== 'tool.outcome')
