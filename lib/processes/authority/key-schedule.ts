import { listKeys, rotateKeys, type RotateSettings } from '@/lib/identity/keys'
import type { Actor } from '@/lib/identity/actor'
import type { TenantId } from '@/lib/kernel/ids'

const LOOK_EVERY_MS = 3_600_000

/**
 * Lets the next keys take over when the current ones have signed for long enough. Every process looks; the one that is
 * first rotates, and for the others the keys that they saw are not the current ones any more.
 */
export function keepRotating(settings: RotateSettings, company: TenantId, onProblem: (error: unknown) => void): { stop(): void } {
  const actor: Actor = { kind: 'job', tenantId: company, id: 'keys.schedule', name: 'Key schedule' }
  const rotate = rotateKeys(settings)

  async function look(): Promise<void> {
    const found = await listKeys(actor, {})
    if (!found.ok || found.value.next_rotation_at === null || Date.parse(found.value.next_rotation_at) > Date.now()) return
    const expected = found.value.keys.flatMap(({ kid, state }) => (state === 'current' ? [kid] : []))
    await rotate(actor, { forced: false, expected })
  }

  const once = () => void look().catch(onProblem)
  once()
  const timer = setInterval(once, LOOK_EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
