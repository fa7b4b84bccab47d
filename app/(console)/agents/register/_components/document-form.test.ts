import { describe, expect, it } from 'vitest'
import { IdentityDocument } from '@/lib/identity/registry/contract'
import { documentOf, emptyForm, formOf } from './document-form'
import { DocumentForm } from './document-rules'

const ME = '0197b2a0-0000-7000-8000-000000000001'

describe('the form that is the identity document', () => {
  it('leaves out what was not said', () => {
    const document = documentOf({ ...emptyForm(ME), name: 'inv-bot', purpose: 'Reads invoices' })
    expect(document).not.toHaveProperty('team')
    expect(document).not.toHaveProperty('human_oversight')
    expect(IdentityDocument.safeParse(document).success).toBe(true)
  })

  it('shows a document from a file, and gives the same document back', () => {
    const document = IdentityDocument.parse({
      name: 'inv-bot', owner: ME, sponsor: 'm.ito@example.com', team: 'Finance', purpose: 'Reads invoices for month-end', risk_level: 'high',
      next_review_at: '2027-01-31T10:30:00.000Z', tools: [{ mcp_server: 'files', tool_id: 'read_file', permissions: ['call', 'admin'] }], earlier_tokens: 'end', may_delegate_to: ['summarizer'],
      human_oversight: { required_for: ['payments'], approvers: ['m.ito@example.com'] }, redirect_uris: ['http://127.0.0.1/callback'], attestation: { environment: 'production' },
    }) // prettier-ignore
    const again = DocumentForm.parse(formOf(document, ME))
    expect(again).toEqual(document)
  })

  it('says at which field something is wrong', () => {
    const parsed = DocumentForm.safeParse({ ...emptyForm(ME), name: 'two words', purpose: 'short', redirect_uris: 'a\n'.repeat(20) })
    expect(parsed.error?.issues.map((issue) => issue.path[0])).toEqual(['name', 'purpose', 'redirect_uris'])
  })
})
