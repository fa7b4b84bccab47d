import { KeyRound } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/section'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { MyPasskeysView } from '@/lib/identity/access/contract'

/** What there is. It is changed on the authority's own page alone, so that nothing here could change how one signs in. */
export function MyPasskeys({ mine }: Readonly<{ mine: MyPasskeysView }>) {
  const { passkeys, recovery_codes_left: left, manage_url } = mine
  return (
    <Card
      title="My passkeys"
      description="They sign you in, and approve what is guarded, such as restoring a halted agent."
      actions={
        <Button asChild variant={passkeys.length === 0 ? 'primary' : 'secondary'}>
          <a href={manage_url}>
            <KeyRound aria-hidden="true" />
            {passkeys.length === 0 ? 'Add a passkey' : 'Manage passkeys'}
          </a>
        </Button>
      }
    >
      {passkeys.length === 0 ? (
        <p className="text-sm text-ink-2">You have none yet. Restoring a halted agent needs one.</p>
      ) : (
        <ul aria-label="My passkeys" className="divide-y divide-line">
          {passkeys.map((passkey) => (
            <li key={passkey.id} className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 py-2 text-sm">
              <bdi className="font-medium">{passkey.name}</bdi>
              <span className="text-ink-2">{passkey.kind === 'synced' ? 'synced between your devices' : 'on one device'}</span>
              <span className="text-ink-3">
                added <TimeStamp value={passkey.created_at} style="date" />
                {passkey.last_used_at ? (
                  <>
                    , last used <TimeStamp value={passkey.last_used_at} style="relative" />
                  </>
                ) : (
                  ', not used yet'
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="mt-3 border-t border-line pt-3 text-sm text-ink-2">
        {left === 0 ? (
          <>
            You have no recovery codes, for when a passkey is lost.{' '}
            <a href={manage_url} className="text-ink underline decoration-edge underline-offset-2 hover:decoration-ink">
              Make recovery codes
            </a>
          </>
        ) : (
          `${left} of 10 recovery codes left.`
        )}
      </p>
    </Card>
  )
}
