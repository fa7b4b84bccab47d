import { sign, verify } from 'node:crypto'
import { p256KeyPair } from '@/lib/kernel/key-pair'
import { median, rounded } from './harness'

/**
 * The budgets were set on one machine and are measured on another, often a shared one that is three times as fast at one
 * hour as at the next. This says how fast a core of this one was during the run, beside the one they were set on: by what
 * nothing here can make faster or slower, ES256 of node:crypto, called synchronously. It says nothing about disks.
 */
const SET_ON = { signed_per_s: 36_481, verified_per_s: 18_181 }
/** Some fifteen milliseconds on the slowest machine seen. */
const [SIGNS, VERIFIES] = [100, 60]

export type MachineSpeed = Readonly<{
  /** Between rounds, while nothing else is asked of the machine. */
  sample(): void
  /** 1: as fast as the machine that the budgets were set on; 0.5: half as fast. Of the median sample. */
  speed(): number
  result(): { of_the_machine_that_budgets_were_set_on: number; es256_signed_per_s: number; es256_verified_per_s: number; set_on: typeof SET_ON; samples: number }
}>

export function machineSpeed(): MachineSpeed {
  const { privateKey, publicKey } = p256KeyPair()
  const message = Buffer.alloc(200, 'as long as a small token is')
  const signature = sign('sha256', message, privateKey)
  const [signed, verified]: [number[], number[]] = [[], []]
  const perSecond = (count: number, once: () => unknown): number => {
    const began = performance.now()
    for (let n = 0; n < count; n++) once()
    return (count * 1_000) / (performance.now() - began)
  }
  const sample = (): void => {
    signed.push(perSecond(SIGNS, () => sign('sha256', message, privateKey)))
    verified.push(perSecond(VERIFIES, () => verify('sha256', message, publicKey, signature)))
  }
  for (let warm = 0; warm < 5; warm++) sample()
  signed.length = verified.length = 0
  sample()
  const speed = (): number => Math.sqrt((median(signed) / SET_ON.signed_per_s) * (median(verified) / SET_ON.verified_per_s))
  return {
    sample,
    speed,
    result: () => ({
      of_the_machine_that_budgets_were_set_on: rounded(speed()),
      es256_signed_per_s: Math.round(median(signed)),
      es256_verified_per_s: Math.round(median(verified)),
      set_on: SET_ON,
      samples: signed.length,
    }),
  }
}
