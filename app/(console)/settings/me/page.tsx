import type { Metadata } from 'next'
import { Badge } from '@/components/ui/badge'
import { DescriptionList } from '@/components/ui/description-list'
import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { MyNotifications } from '../_components/my-notifications'
import { MyPasskeys } from '../_components/my-passkeys'

export const metadata: Metadata = { title: 'Me' }

export default async function MePage() {
  const [who, passkeys, mine] = await Promise.all([me(), read((api) => api.me.passkeys({})), read((api) => api.notifications.mine({}))])
  return (
    <div className="flex flex-col gap-6">
      <Card title="Me" description="Your session ends 8 hours after you signed in, and after 30 minutes without use.">
        <DescriptionList
          entries={[
            { term: 'Name', value: who.name },
            { term: 'Email', value: who.email ?? 'none' },
            { term: 'Role', value: who.role ?? 'none' },
            { term: 'Tenant', value: who.tenant.name },
            { term: 'My agents', value: <TextLink href={`/agents?person=${who.id}`}>Those I own or sponsor</TextLink> },
            { term: 'In my name', value: <TextLink href={`/delegations?person=${who.id}`}>Everything agents did for me</TextLink> },
            {
              term: 'May do',
              value: (
                <details>
                  <summary className="cursor-pointer">{who.may.length} permissions</summary>
                  <span className="mt-2 flex flex-wrap gap-1">
                    {who.may.map((permission) => (
                      <Badge key={permission} mono tone="outline">
                        {permission}
                      </Badge>
                    ))}
                  </span>
                </details>
              ),
            },
          ]}
        />
      </Card>
      {mine.ok ? <MyNotifications mine={mine.value} /> : null}
      {passkeys.ok ? <MyPasskeys mine={passkeys.value} /> : null}
    </div>
  )
}
