'use client'

import { useRouter } from 'next/navigation'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { FormDialog } from '../../../_components/form-dialog'
import { sendFilesAction } from '../../actions'

/** Files that somebody has: read once, and not kept. */
export function SendFiles() {
  const router = useRouter()
  return (
    <FormDialog
      trigger={<Button>Hand over files</Button>}
      title="Hand over files"
      description="Configurations of MCP clients, agent cards, manifests, realm exports and the like. They are read and not kept; of a secret only a fingerprint is."
      send={sendFilesAction}
      onDone={() => router.refresh()}
      act="Read them"
      lost="No answer: look in the list of sources what was read."
      fields={['files']}
    >
      {(problems) => (
        <Field label="Files" hint="At most 50, together 1 MB." required error={problems.files}>
          <Input type="file" name="files" multiple className="py-1.5" />
        </Field>
      )}
    </FormDialog>
  )
}
