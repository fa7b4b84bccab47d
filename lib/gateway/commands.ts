import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { refuse, ok, type Result } from '@/lib/kernel/result'

export type StdioCommand = Readonly<{ file: string; args: readonly string[]; cwd: string; env: NodeJS.ProcessEnv }>
export type CommandRefusal = { code: 'command_not_allowed' | 'command_not_installed'; command: string }

/** What may be started as a tool server. Registering a server is an administrator's act; running a shell is nobody's. */
export const ALLOWED_COMMANDS = ['mcp-server-filesystem', 'mcp-server-everything', 'lanyard-sample'] as const
/** Ours: made by the build, and not found among the packages. */
const OWN: Readonly<Record<string, string>> = { 'lanyard-sample': join('dist', 'sample-tools.js') }

/**
 * From a registered command to what is really run: a name of the allow-list, found in this installation's own
 * packages and nowhere else, by this very Node. No shell, no PATH look-up, none of our environment.
 */
export function commandFor(
  transport: { command: string; args: readonly string[] },
  options: { allowed: readonly string[]; packages: string; toolsFolder: string },
): Result<StdioCommand, CommandRefusal> {
  const { command, args } = transport
  if (!options.allowed.includes(command) || !/^[A-Za-z0-9._-]+$/.test(command)) return refuse({ code: 'command_not_allowed', command })
  const bin = join(options.packages, OWN[command] ?? join('node_modules', '.bin', command))
  if (!existsSync(bin)) return refuse({ code: 'command_not_installed', command })
  return ok({
    file: process.execPath,
    args: [realpathSync(bin), ...args],
    cwd: options.toolsFolder,
    env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: options.toolsFolder, LANG: 'C.UTF-8', NODE_ENV: 'production' },
  })
}
