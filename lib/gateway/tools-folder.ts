import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const README = `# Tools

Tool servers that Lanyard's gateway starts work in this folder, and the shipped \`files\` server shows agents what lies
in \`files/\`. Put here what agents may read and write; nothing else of this machine is theirs.
`

const NOTES = `# Notes

A file for trying things out. An agent whose scopes hold \`mcp:files:read_text_file\` may read it, and one with
\`mcp:files:write_file\` may change it. Every such call appears under Delegations.
`

/** Makes the folder that tool servers work in, with something to read in it. What is already there is left alone. */
export async function ensureToolsFolder(folder: string): Promise<void> {
  await mkdir(join(folder, 'files'), { recursive: true, mode: 0o700 })
  await writeOnce(join(folder, 'README.md'), README)
  await writeOnce(join(folder, 'files', 'notes.md'), NOTES)
}

async function writeOnce(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}
