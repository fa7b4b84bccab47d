import { CopyId } from '@/components/ui/copy-id'
import { DescriptionList } from '@/components/ui/description-list'
import { Card } from '@/components/ui/section'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { DiffView } from '@/lib/identity/registry/contract'

/** Who wrote a revision, who decided on it, and its digest, which every token issued under it carries. */
export function RevisionFacts({ revision, side }: Readonly<{ revision: DiffView['to']; side: string }>) {
  return (
    <Card title={`Revision ${revision.number}`} description={`${side}: ${revision.status}`}>
      <DescriptionList
        entries={[
          { term: 'Written', value: <>{[revision.author, ...revision.edited_by].join(', ')}, <TimeStamp value={revision.created_at} /></> },
          ...(revision.note ? [{ term: 'Why', value: revision.note }] : []),
          ...(revision.approved_by ? [{ term: 'Approved', value: <>{revision.approved_by}, <TimeStamp value={revision.approved_at} /></> }] : []),
          ...(revision.closed ? [{ term: revision.status === 'withdrawn' ? 'Withdrawn' : 'Discarded', value: <>{revision.closed.by}, <TimeStamp value={revision.closed.at} /></> }] : []),
          { term: 'Digest', exact: 'Every token issued under it carries it (doc)', value: <CopyId value={revision.digest} label={`digest of revision ${revision.number}`} keep={16} /> },
        ]}
      />
    </Card>
  )
}
