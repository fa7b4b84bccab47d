import type { CliEnvironment } from '@/lib/kernel/environment'

/** What the command may touch of the world around it. */
export type CliContext = {
  environment: CliEnvironment
  /** Standard output: the answer, and nothing else. */
  out: (text: string) => void
  /** Standard error: everything said to a person. */
  say: (text: string) => void
  /** Whether somebody sits at the terminal. */
  isInteractive: boolean
  openBrowser: (url: string) => void
}

/** What went wrong, in one sentence for whoever typed the command; the command ends with status 1. */
export class CliError extends Error {
  override name = 'CliError'
}
