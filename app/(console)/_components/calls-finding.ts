type Hour = Readonly<{ hour: string; allowed: number; denied: number }>

const calls = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'call' : 'calls'}`

/** What the chart shows, as a sentence: its title. */
export function callsFinding(hours: readonly Hour[]): string {
  const allowed = hours.reduce((sum, hour) => sum + hour.allowed, 0)
  const denied = hours.reduce((sum, hour) => sum + hour.denied, 0)
  if (allowed + denied === 0) return 'No agent called a tool in the last 24 hours'
  if (denied === 0) return `Nothing denied in ${calls(allowed)}`
  if (allowed === 0) return `Nothing allowed in ${calls(denied)}`
  const share = (100 * denied) / (allowed + denied)
  return `${denied.toLocaleString('en')} of ${calls(allowed + denied)} denied, ${share < 1 ? 'under 1' : Math.round(share)} %`
}
