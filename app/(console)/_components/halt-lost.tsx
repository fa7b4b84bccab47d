/** The form for halting could not be fetched: what stops an agent all the same. */
export function HaltLost() {
  return (
    <div role="alert" className="flex flex-col gap-2 text-sm">
      <p className="font-medium">Nothing was stopped: the form could not be fetched from the console.</p>
      <p className="text-ink-2">
        {/* eslint-disable-next-line @next/next/no-html-link-for-pages -- a whole new document: the parts of this one may be gone for good */}
        Open <a href="/containment/halt" className="underline underline-offset-2">the page for halting</a>, or run <code className="font-mono text-xs">npx lanyard halt agent ID</code>, which works without the console.
      </p>
    </div>
  )
}
