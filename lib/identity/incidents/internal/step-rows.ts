import { newId } from '@/lib/kernel/ids'
import type { PlaybookStep } from '../contract'

/** Who a step falls to, by what it says: ids of people, or null where it is nobody in particular. */
export type StepPeople = { who_halted: string | null; agent_owner: string | null }

/** A playbook's steps as the rows of one incident: from here on they are its own. */
export const stepRows = (steps: readonly PlaybookStep[], people: StepPeople, openedAt: Date, firstPosition = 0) =>
  steps.map(({ phase, title, detail, owner, due_minutes }, index) => ({
    id: newId<'incident_step'>(),
    position: firstPosition + index,
    phase,
    title,
    detail,
    ownerId: owner === null ? null : people[owner],
    dueAt: due_minutes === null ? null : new Date(openedAt.getTime() + due_minutes * 60_000),
  }))
