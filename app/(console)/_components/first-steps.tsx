import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Link } from '@/components/ui/link'
import { Card } from '@/components/ui/section'
import type { SampleView } from '@/lib/identity/sample/contract'
import { OpenSample } from './open-sample'
import { SampleProgress } from './sample-progress'

/** An empty installation says what to do, and does not pretend to be a quiet one. */
export function FirstSteps({ mayRegister, sample }: Readonly<{ mayRegister: boolean; /** One that may be opened from here. */ sample: SampleView | null }>) {
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[3fr_2fr]">
      <Card title="No agent is registered yet" description="So nothing can be issued a credential here, and nothing passes the gateway.">
        <ol className="flex max-w-prose list-decimal flex-col gap-3 pl-5 text-sm text-ink-2 marker:text-ink-3">
          <li>
            Register an agent: who owns it, who answers for it, which tools it may call.
            {mayRegister ? (
              <span className="mt-2 flex flex-wrap items-center gap-3">
                <Button asChild variant="primary">
                  <Link href="/agents/register">Register an agent</Link>
                </Button>
              </span>
            ) : (
              ' An administrator or an owner does that.'
            )}
            <CodeBlock className="mt-2" code="npx lanyard agents register agent.yaml" label="command that registers an agent from a file" />
          </li>
          <li>It asks a person for a mandate; they see in plain words what it wants to do, why, and for how long.</li>
          <li>Every call it then makes through the gateway stands under Delegations, with the chain up to that person.</li>
        </ol>
      </Card>
      {sample ? (
        <Card title="Look around first" description={`${sample.name} has agents at work: see chains, denials and a halt before you have any of your own.`}>
          <div className="flex flex-col items-start gap-3">
            <SampleProgress sample={sample} />
            <OpenSample />
            <p className="text-sm text-ink-2">This browser is signed in there then. To come back, sign out and sign in with your own account.</p>
          </div>
        </Card>
      ) : null}
    </div>
  )
}
