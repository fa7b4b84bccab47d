import type { Command } from 'commander'
import { operatorEnvironment } from '@/lib/kernel/environment'
import { CliError, type CliContext } from '../context'
import { plainJson } from '../plain'
import { facts } from '../table'

type Restore = { replace?: string; check?: boolean; nothingRevokedSince?: boolean; admin?: string; json?: boolean }

/** For the operator, on the machine: these work on the database itself, as its owner, and ask the authority nothing. */
export function backupCommands(program: Command, context: CliContext): void {
  program
    .command('backup')
    .description('save the database to a file, while Lanyard runs; keep the key-encryption key apart from it')
    .requiredOption('--out <file>', 'the file to make')
    .option('--json', 'print what was saved as JSON')
    .action(async ({ out, json }: { out: string; json?: boolean }) => {
      // Loaded here: no other command knows a database.
      const { backup } = await import('@/lib/backup')
      const saved = await backup(operatorEnvironment(), out)
      if (json) return context.out(plainJson(saved))
      context.out(facts([['file', saved.file], ['as of', saved.created_at], ['tables', saved.tables], ['rows', saved.rows], ['bytes', saved.bytes], ['sha256', saved.sha256]]))
      context.say('the file was read back and verifies; its keys are sealed with the key-encryption key, which is not in it: keep that key, and keep it elsewhere')
    })

  program
    .command('restore')
    .description('put a backup back, with every process stopped; nothing that was issued before is accepted afterwards')
    .argument('<file>')
    .option('--check', 'only read the file and verify it')
    .option('--replace <database>', 'drop what the database of this name holds; without it, it must be empty')
    .option('--admin <email>', 'print a link with which this administrator sets a new password')
    .option('--nothing-revoked-since', 'say, on the record, that since the backup nobody was halted, withdrawn or locked out: agents, mandates and passwords are good again')
    .option('--json', 'print what was done as JSON')
    .action(async (file: string, options: Restore) => {
      const { check, restore } = await import('@/lib/backup')
      if (options.check) {
        const found = await check(file)
        if (options.json) return context.out(plainJson(found))
        return context.out(facts([['as of', found.created_at], ['tables', found.tables], ['rows', found.rows], ['sha256', found.sha256]]))
      }
      if (options.admin && options.nothingRevokedSince) throw new CliError('--admin is for when passwords open nothing any more, and with --nothing-revoked-since they do')
      const since = options.nothingRevokedSince ? 'nothing' : 'unknown'
      const { header, ended, admin_link, ...done } = await restore(operatorEnvironment(), {
        file,
        since,
        replace: options.replace ?? null,
        admin: options.admin ?? null,
        issuer: context.environment.issuer,
      })
      if (options.json) return context.out(plainJson({ backup_of: header.created_at, revoked_since: since, ...done, ended, admin_link }))
      context.out(facts([['backup of', header.created_at], ['tables', done.tables], ['rows', done.rows], ['logs verified', done.logs], ...Object.entries(ended).map(([what, count]) => [WORDS[what as keyof typeof WORDS], count] as const)]))
      context.say(since === 'unknown' ? UNKNOWN : 'every session and token has ended, and the signing keys are revoked')
      if (admin_link) context.out(admin_link)
      else if (since === 'unknown') context.say('the next start prints a link for an administrator')
    })
}

const WORDS = {
  sessions: 'sessions ended',
  delegations: 'delegations ended',
  keys: 'signing keys revoked',
  mandates: 'mandates withdrawn',
  agents_halted: 'agents halted',
  people: 'passwords taken away',
} as const

const UNKNOWN =
  'what was revoked after the backup is not known, so nothing acts until a person has looked: every agent is halted, every mandate is withdrawn, and each person needs a link from an administrator'
