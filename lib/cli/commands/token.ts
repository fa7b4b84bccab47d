import type { Command } from 'commander'
import type { TokenOptions } from '../ask-token'
import type { CliContext } from '../context'

export function tokenCommand(program: Command, context: CliContext): void {
  program
    .command('token')
    .description('ask for a token as an agent (client_credentials, DPoP) and show what is in it')
    .requiredOption('--agent <agent>', 'its name; its key is taken from LANYARD_HOME/agents')
    .option('--client-id <id>', 'its client id; left out, it is looked up by the name')
    .option('--resource <url>', 'the resource that the token is for')
    .option('--scope <scope...>', 'what it should allow; left out, all that the mandate gives')
    .option('--key <file>', 'its private key, where it is not in LANYARD_HOME/agents')
    .option('--dpop-key <file>', 'bind the token to the key in this file, made if there is none, and print the token')
    .option('--code-digest <digest>', 'what its code is, as its identity document has it')
    .option('--config-digest <digest>', 'what its configuration is, as its identity document has it')
    .action(async (options: TokenOptions) => (await import('../ask-token')).askToken(context, options))
}
