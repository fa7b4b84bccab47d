import { ok, refuse } from '@/lib/kernel/result'
import { installationCommand } from '../installation-command'
import type { NotFound } from '../refusals'
import { ReportSampleInput, type SampleView } from './contract'

/** How far the sample is built, said by the sample's own administrator: by the process that builds it, that is. */
export const reportSample = installationCommand({
  name: 'sample.report',
  input: ReportSampleInput,
  act: async (client, { actor, input: { done, total, doing } }) => {
    const { rows } = await client.query<{ id: string; name: string }>(
      `update sample_estate e set done = $2::int, total = $3::int, doing = $4, state = case when $2::int >= $3::int then 'ready' else e.state end, changed_at = now()
       from tenant t where t.id = e.estate_id and t.id = $1 and t.kind = 'sample' and e.state in ('building', 'ready')
       returning t.id, t.name`,
      [actor.tenantId, done, total, doing],
    )
    const sample = rows[0]
    if (!sample) return refuse<NotFound>({ code: 'not_found' })
    const state = done >= total ? ('ready' as const) : ('building' as const)
    const value: SampleView = { state, name: sample.name, may_open: true, done, total, doing }
    return ok({ value, subject: { kind: 'sample', id: sample.id, name: sample.name }, detail: { done, total, doing } })
  },
})
