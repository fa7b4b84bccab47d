import { Command, CommanderError } from 'commander'
import { OperatorError } from '@/lib/kernel/operator-error'
import { agentCommands } from './commands/agents'
import { auditCommands } from './commands/audit'
import { backupCommands } from './commands/backup'
import { discoveryCommands } from './commands/discovery'
import { drillCommands } from './commands/drill'
import { exportCommand } from './commands/export'
import { haltCommands } from './commands/halt'
import { hookCommands } from './commands/hooks'
import { importCommand } from './commands/import'
import { incidentCommands } from './commands/incidents'
import { keyCommands } from './commands/keys'
import { ledgerCommands } from './commands/ledger'
import { logCommands } from './commands/log'
import { mandateCommands } from './commands/mandates'
import { mcpCommand } from './commands/mcp'
import { ownershipCommands } from './commands/ownership'
import { peopleCommands } from './commands/people'
import { platformCommands } from './commands/platforms'
import { postureCommands } from './commands/posture'
import { receiverCommands } from './commands/receivers'
import { scimCommands } from './commands/scim'
import { reviewCommands } from './commands/reviews'
import { sampleCommands } from './commands/sample'
import { pointCommands } from './commands/points'
import { serverCommands } from './commands/servers'
import { sessionCommands } from './commands/session'
import { streamCommands } from './commands/streams'
import { systemCommands } from './commands/systems'
import { teamCommands } from './commands/teams'
import { tokenCommand } from './commands/token'
import { verifyCommand } from './commands/verify'
import { witnessCommands } from './commands/witnesses'
import { CliError, type CliContext } from './context'
import { operandsLast } from './operands'
import { plain } from './plain'

/** 0: done. 1: refused, or it could not be done. 2: the command line is not one. */
export type ExitCode = 0 | 1 | 2

/** The `lanyard` command over a context. Nothing here ends the process, so that a test can run it. */
export async function run(args: readonly string[], context: CliContext, more: readonly ((program: Command, context: CliContext) => void)[] = []): Promise<ExitCode> {
  const program = new Command('lanyard')
    .description('The badge and the kill cord for every AI agent in a company.')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ writeOut: (text) => context.out(text.trimEnd()), writeErr: (text) => context.say(text.trimEnd()) })
  for (const add of [sessionCommands, agentCommands, auditCommands, haltCommands, hookCommands, importCommand, incidentCommands, drillCommands, discoveryCommands, keyCommands, backupCommands, exportCommand, verifyCommand, logCommands, ledgerCommands, mandateCommands, ownershipCommands, peopleCommands, platformCommands, pointCommands, postureCommands, receiverCommands, reviewCommands, sampleCommands, scimCommands, serverCommands, streamCommands, systemCommands, teamCommands, tokenCommand, witnessCommands, mcpCommand, ...more]) add(program, context)
  inheritOutput(program)
  try {
    await program.parseAsync(operandsLast(args), { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2 // commander has said what is wrong
    if (!(error instanceof CliError || error instanceof OperatorError)) throw error
    for (const line of error.message.split('\n')) context.say(`lanyard: ${plain(line)}`)
    return 1
  }
}

/** Commander copies these at the time a subcommand is made, and not to those below it. */
function inheritOutput(command: Command): void {
  for (const sub of command.commands) {
    sub.copyInheritedSettings(command)
    inheritOutput(sub)
  }
}
