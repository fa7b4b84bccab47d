import { FILE_NAME_HEADER, type ImportMessage } from './messages'

/** Sends one file and hears of it as it is read. */
export async function sendLog(file: File, onMessage: (message: ImportMessage) => void): Promise<void> {
  const response = await fetch('/ledger/imports/read', { method: 'POST', body: file, headers: { 'content-type': 'application/octet-stream', [FILE_NAME_HEADER]: encodeURIComponent(file.name) } })
  if (!response.ok || !response.body) {
    const answer = (await response.json().catch(() => null)) as { refusal?: Extract<ImportMessage, { step: 'refused' }>['refusal'] } | null
    return onMessage({ step: 'refused', refusal: answer?.refusal ?? null })
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let held = ''
  let ended = false
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const lines = (held + next.value).split('\n')
    held = lines.pop() ?? ''
    for (const line of lines) {
      const message = JSON.parse(line) as ImportMessage
      ended = message.step !== 'reading'
      onMessage(message)
    }
  }
  if (!ended) onMessage({ step: 'refused', refusal: null })
}
