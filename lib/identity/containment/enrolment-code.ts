import { createHash, randomBytes } from 'node:crypto'
import { ownerConnection } from '@/lib/db/owner-connection'

export const CODE_MINUTES = 15

/**
 * A code with which one enforcement point of that name may enrol, once, within 15 minutes. Only its hash is kept. Made
 * by whoever owns the database (the supervisor at its start, an operator), since it makes a gateway trusted.
 */
export async function issueEnrolmentCode(ownerUrl: string, pointName: string): Promise<string> {
  const code = randomBytes(32).toString('base64url')
  const client = await ownerConnection(ownerUrl)
  try {
    await client.query('delete from enrolment_code where expires_at < now() or (point_name = $1 and used_at is null)', [pointName])
    await client.query(
      'insert into enrolment_code (code_hash, point_name, expires_at) values ($1, $2, now() + make_interval(mins => $3))',
      [hashOfCode(code), pointName, CODE_MINUTES],
    )
    return code
  } finally {
    await client.end()
  }
}

export const hashOfCode = (code: string): string => createHash('sha256').update(code).digest('base64url')
