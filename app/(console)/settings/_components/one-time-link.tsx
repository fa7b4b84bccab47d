'use client'

import { CodeBlock } from '@/components/ui/code-block'
import { Notice } from '@/components/ui/notice'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { OneTimeLinkView } from '@/lib/identity/access/contract'

/** Shown once. It is not kept anywhere it could be read again. */
export function OneTimeLink({ link }: Readonly<{ link: OneTimeLinkView }>) {
  return (
    <div className="flex flex-col gap-3">
      <Notice tone="caution" title="Copy it now: it is shown once" live>
        Whoever opens it becomes <bdi>{link.person.name}</bdi>. Give it to them by a channel you trust. It works once, until <TimeStamp value={link.expiresAt} />.
      </Notice>
      <CodeBlock code={link.url} label="one-time link" wrap />
    </div>
  )
}
