import { Badge } from '@/components/ui/badge'
import { CopyId } from '@/components/ui/copy-id'
import { DescriptionList } from '@/components/ui/description-list'
import { Card } from '@/components/ui/section'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { AgentView } from '@/lib/identity/registry/contract'

const RUNS_SHOWN = 6

export function Credentials({ agent }: Readonly<{ agent: AgentView }>) {
  return (
    <Card id="credentials" title="Credentials" description="Public keys only. The private halves were made where they are used.">
      <DescriptionList
        entries={[
          { term: 'Client id', value: <CopyId value={agent.client_id} label="client id" keep={0} /> },
          { term: 'SPIFFE ID', value: <CopyId value={agent.spiffe_id} label="SPIFFE ID" keep={0} className="break-all text-left" /> },
        ]}
      />
      <ul aria-label="Keys" className="mt-3 flex flex-col">
        {agent.credentials.map((key) => (
          <li key={key.kid} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 border-t border-line py-2 text-sm">
            <Badge tone="outline">{key.alg}</Badge>
            <CopyId value={key.kid} label="key id" keep={12} />
            {key.revoked_at ? (
              <span className="text-ink-3">
                revoked <TimeStamp value={key.revoked_at} style="relative" />
              </span>
            ) : (
              <span className="text-ink-2">
                last used <TimeStamp value={key.last_used_at} style="relative" />
              </span>
            )}
            <span className="w-full text-xs text-ink-3">
              added <TimeStamp value={key.created_at} style="date" /> by {key.created_by}
            </span>
          </li>
        ))}
      </ul>
      <h3 className="mt-4 border-t border-line pt-3 text-sm font-semibold">Runs</h3>
      {agent.runs.length === 0 ? (
        <p className="text-sm text-ink-2">It has not run yet.</p>
      ) : (
        <ul className="flex flex-col">
          {agent.runs.slice(0, RUNS_SHOWN).map((run) => (
            <li key={run.run_id} className="flex items-baseline justify-between gap-3 border-b border-line py-1.5 text-sm last:border-b-0">
              <CopyId value={run.run_id} label="run id" keep={12} />
              <span className="text-ink-2">
                seen <TimeStamp value={run.last_seen_at} style="relative" />
              </span>
            </li>
          ))}
        </ul>
      )}
      {agent.runs.length > RUNS_SHOWN ? <p className="text-xs text-ink-3">and {agent.runs.length - RUNS_SHOWN} before these</p> : null}
    </Card>
  )
}
