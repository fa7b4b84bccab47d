import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { Card } from '@/components/ui/section'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { RefusedState } from '../../_components/refused-state'
import { DiscoveryTabs } from '../_components/discovery-tabs'
import { AddSource } from './_components/add-source'
import { Platforms } from './_components/platforms'
import { SendFiles } from './_components/send-files'
import { SourceTable } from './_components/source-table'

export const metadata: Metadata = { title: 'Sources of discovery' }

export default async function SourcesPage() {
  const [who, sources, platforms] = await Promise.all([me(), read((api) => api.discovery.sources({})), read((api) => api.discovery.platforms({}))])
  const roots = sources.ok ? sources.value.roots : []
  return (
    <>
      <PageHeader
        title="Discovery"
        description="Where is looked: folders and checkouts on this host, files that people hand over, and what the command sends from elsewhere."
        actions={
          <>
            {may(who, 'discovery.run.begin') ? <SendFiles /> : null}
            {may(who, 'discovery.source.add') && roots.length > 0 ? <AddSource roots={roots} /> : null}
          </>
        }
      />
      <DiscoveryTabs current="/discovery/sources" />
      <div className="flex flex-col gap-4 pt-4">
        {sources.ok && roots.length === 0 ? (
          <Notice tone="info" title="No folder of this host may be read">
            <code className="font-mono text-xs">LANYARD_DISCOVERY_ROOTS</code> in the environment of the start names those that may. Files can be handed over here, and <code className="font-mono text-xs">npx lanyard discover PATH</code> works on any machine.
          </Notice>
        ) : null}
        {!sources.ok ? (
          <RefusedState refusal={sources.refusal} what="sources" clearHref="/discovery/sources" />
        ) : sources.value.items.length === 0 ? (
          <Card flush>
            <EmptyState because="nothing_yet" title="Nobody has looked anywhere yet">
              <p>Hand over files, or have a folder scanned.</p>
            </EmptyState>
          </Card>
        ) : (
          <SourceTable sources={sources.value.items} mayScan={may(who, 'discovery.source.scan')} mayRemove={may(who, 'discovery.source.remove')} />
        )}
        {platforms.ok ? <Platforms platforms={platforms.value} mayAdd={may(who, 'discovery.platform.add')} mayRemove={may(who, 'discovery.platform.remove')} /> : null}
      </div>
    </>
  )
}
