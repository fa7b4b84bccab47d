import { consoleEnvironment } from '@/lib/kernel/environment'

/** The style guide is for those who build the console; an installation shows it only when asked to. */
export function styleguideIsOpen(): boolean {
  return process.env.NODE_ENV === 'development' || consoleEnvironment().styleguideOpen
}
