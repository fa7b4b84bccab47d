/** Hands a file to whoever sits at the browser. */
export function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000) // the browser may still be reading it
}

export const saveBase64 = (base64: string, type: string, name: string): void => save(new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type }), name)
