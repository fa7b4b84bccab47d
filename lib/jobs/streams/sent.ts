/** `isFinal`: trying again changes nothing, and somebody must look at it. */
export type Sent = { ok: true } | { ok: false; problem: string; isFinal: boolean }
export const notSent = (problem: string, isFinal = false): Sent => ({ ok: false, problem, isFinal })

export type StreamRules = Readonly<{
  issuer: string
  innerNetworks: boolean
  /** Below which files are written; null: none are. */
  folder: string | null
  streamSecret: (streamId: string) => string
  openStreamCredential: (streamId: string, sealed: string) => string
}>
