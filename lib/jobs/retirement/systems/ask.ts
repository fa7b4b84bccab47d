import type { StepCheck } from '@/lib/identity/retirement/contract'
import { OutboundRefused, type Outbound } from '@/lib/kernel/outbound'

export type Asked = { status: number; body: string }
/** One call with the system's credential. What went wrong is said in words that hold nothing of what was sent. */
export type Ask = (method: 'GET' | 'POST' | 'DELETE', url: string, form?: Record<string, string>) => Promise<Asked | { problem: string }>

export const askSystem =
  (reach: Outbound, credential: Record<string, string>): Ask =>
  async (method, url, form) => {
    try {
      const response = await reach(url, {
        method,
        headers: { accept: 'application/scim+json, application/json', ...credential, ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}) },
        ...(form ? { body: new URLSearchParams(form).toString() } : {}),
      })
      return { status: response.status, body: await response.text() }
    } catch (error) {
      if (error instanceof OutboundRefused) return { problem: error.message.slice(0, 200) }
      return { problem: error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError') ? 'it gave no answer in time' : 'it could not be reached' }
    }
  }

export const failed = (check: string, detail: string): StepCheck => ({ check, ok: false, detail })
export const done = (check: string, detail: string): StepCheck => ({ check, ok: true, detail })

export function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
