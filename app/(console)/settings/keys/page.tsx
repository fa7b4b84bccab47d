import type { Metadata } from 'next'
import { CopyId } from '@/components/ui/copy-id'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TimeStamp } from '@/components/ui/time-stamp'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { FinishApproved } from '../../_components/finish-approved'
import { RefusedState } from '../../_components/refused-state'
import { readRotationApproval } from '../_components/read-rotation-approval'
import { RotateKeys } from '../_components/rotate-keys'
import { rotateKeysAction } from '../actions'

export const metadata: Metadata = { title: 'Signing keys' }

const STATE = {
  current: { word: 'Signs', tint: 'text-calm' },
  next: { word: 'Next: published, does not sign yet', tint: 'text-ink-2' },
  previous: { word: 'Previous: verifies, signs no more', tint: 'text-ink-2' },
  revoked: { word: 'Revoked', tint: 'text-ink-3' },
} as const

type Props = Readonly<{ searchParams: Promise<{ proof?: string | string[] }> }>

export default async function KeysPage({ searchParams }: Props) {
  const { proof } = await searchParams
  const [who, listed, approval] = await Promise.all([me(), read((api) => api.keys.list({})), readRotationApproval(typeof proof === 'string' ? proof : undefined)])
  if (!listed.ok) return <RefusedState refusal={listed.refusal} what="signing keys" clearHref="/settings/keys" />
  const { keys, next_rotation_at } = listed.value
  const current = keys.flatMap(({ kid, state }) => (state === 'current' ? [kid] : []))
  return (
    <>
      {approval ? (
        <div className="mb-6">
          <FinishApproved action={rotateKeysAction} input={approval.input} proof={approval.proof} to="/settings/keys" doing="Rotating now." failed="Nothing was rotated" />
        </div>
      ) : null}
      <Card
        title="Signing keys"
        description={
          <>
            Every token names the key that signed it. The next keys take over by themselves{' '}
            {next_rotation_at ? <TimeStamp value={next_rotation_at} style="date" /> : 'in time'}.
          </>
        }
        flush
        actions={may(who, 'keys.signing_key.rotate') ? <RotateKeys current={current} /> : null}
      >
        <Table caption="Signing keys" stack>
          <THead>
            <Th>Key</Th>
            <Th>Algorithm</Th>
            <Th>State</Th>
            <Th>Made</Th>
            <Th>Signs since</Th>
            <Th>Ended</Th>
          </THead>
          <TBody>
            {keys.map((key) => (
              <Tr key={key.kid}>
                <Td label="Key">
                  <CopyId value={key.kid} label="key id" keep={12} />
                </Td>
                <Td label="Algorithm" className="font-mono text-xs text-ink-2">
                  {key.alg}
                </Td>
                <Td label="State" className={STATE[key.state].tint}>
                  {STATE[key.state].word}
                </Td>
                <Td label="Made" className="text-ink-2">
                  <TimeStamp value={key.created_at} style="relative" />
                </Td>
                <Td label="Signs since" className="text-ink-2">
                  <TimeStamp value={key.activated_at} style="relative" />
                </Td>
                <Td label="Ended" className="text-ink-2">
                  <TimeStamp value={key.revoked_at ?? key.retired_at} style="relative" />
                </Td>
              </Tr>
            ))}
          </TBody>
        </Table>
      </Card>
    </>
  )
}
