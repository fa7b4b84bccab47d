import { StatGrid, StatTile } from '@/components/ui/stat-tile'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { AgentView } from '@/lib/identity/registry/contract'
import type { PastReview } from '@/lib/identity/reviews/contract'

/** Which credentials, which systems, last reviewed when and by whom, how fast revocable: the first thing anyone asks. */
export function FourQuestions({ agent, lastReview, lastHaltMs }: Readonly<{ agent: AgentView; /** The last that somebody did; null: none yet. */ lastReview: PastReview | null; lastHaltMs: number | null }>) {
  const keys = agent.credentials.filter((credential) => credential.revoked_at === null)
  const used = keys.map((key) => key.last_used_at).filter((at) => at !== null).sort().at(-1) ?? null
  const servers = [...new Set(agent.document.tools.map((tool) => tool.mcp_server))]
  const answered = [keys.length > 0, agent.revision.status === 'approved', lastReview !== null, lastHaltMs !== null].filter(Boolean).length
  return (
    <div className="flex flex-col gap-1.5">
      <StatGrid label="Four questions">
        <StatTile
          label="Which credentials"
          value={keys.length}
          unit={keys.length === 1 ? 'key, proof of possession' : 'keys, proof of possession'}
          href="#credentials"
          note={
            <>
              5 min tokens; last used <TimeStamp value={used} style="relative" />
            </>
          }
        />
        <StatTile
          label="Which systems"
          value={servers.length}
          unit={servers.length === 1 ? 'system' : 'systems'}
          href="#access"
          note={servers.length ? `${servers.join(', ')}: ${agent.document.tools.length} tools` : 'It may call nothing'}
        />
        <StatTile
          label="Last reviewed"
          value={lastReview ? <TimeStamp value={lastReview.at} style="date" className="text-lg" /> : 'never'}
          href={lastReview ? `/reviews/${lastReview.campaign.id}?show=all` : '/reviews'}
          note={
            <>
              {lastReview?.by ? `by ${lastReview.by}${lastReview.certified_by ? ` and ${lastReview.certified_by}` : ''}; ` : ''}due <TimeStamp value={agent.next_review_at} style="date" />
            </>
          }
        />
        <StatTile
          label="How fast revocable"
          value={lastHaltMs === null ? null : Math.round(lastHaltMs)}
          unit="ms"
          href="/containment"
          note={lastHaltMs === null ? 'No halt has been measured yet; bound: 3 s by lease' : 'Slowest receipt of the last halt, measured'}
        />
      </StatGrid>
      <p className="text-xs text-ink-3">
        {answered} of 4 questions answered from evidence. <TextLink href="/maturity/facts/four_questions">Every agent’s answers</TextLink>
      </p>
    </div>
  )
}
