import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Conflict, Invalid } from '../refusals'
import { PLAYBOOKS_MAX, PutPlaybookInput, type PlaybookView } from './contract'
import { currentPlaybooks, viewOf } from './internal/playbooks'
import { command } from './internal/tables'

/** What ships counts as the first version, so that what is written here begins with the second. */
const FIRST_WRITTEN = 2

/**
 * Writes the next version of a playbook, or a new one. Incidents that are open keep the steps they began with. Refused
 * when somebody has written a version since the one that was read.
 */
export const putPlaybook = command({
  name: 'incidents.playbook.put',
  input: PutPlaybookInput,
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor, input: { slug, version, name, summary, grains, steps } }): Promise<Result<Change & { value: PlaybookView }, Conflict | Invalid>> => {
    const current = await currentPlaybooks(tx, actor.tenantId)
    const now = current.find((one) => one.slug === slug)
    if ((now?.version ?? 0) !== version)
      return refuse({ code: 'conflict', detail: now ? `\`${slug}\` is at version ${now.version}, not ${version}: read it again` : `there is no playbook \`${slug}\` to change` })
    if (!now && current.length >= PLAYBOOKS_MAX) return refuse({ code: 'invalid', fields: { slug: `there are ${PLAYBOOKS_MAX} playbooks already: change one of them` } })
    const written = await tx.playbook.create({
      data: { id: newId(), tenantId: actor.tenantId, slug, version: Math.max(FIRST_WRITTEN, version + 1), name, summary, grains, steps, writtenBy: actor.id, writtenByName: actor.name },
    })
    return ok({ value: viewOf(written), subject: { kind: 'playbook', id: written.id, name }, detail: { slug, version: written.version, steps: steps.length, grains } })
  },
})
