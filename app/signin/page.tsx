import type { Metadata } from 'next'
import { BrandMark } from '@/components/shell/brand-mark'
import { one, type RawParams } from '@/lib/console/filters'
import { sameOriginPath } from '@/lib/console/way-back'
import { StartSignIn } from './start-sign-in'

export const metadata: Metadata = { title: 'Sign in' }

/** Why the last attempt came back without a session, in words. The codes are next-auth's. */
const PROBLEM: Readonly<Record<string, string>> = {
  OAuthCallback: 'The sign-in was not finished: it was cancelled, took longer than 15 minutes, or was started in another tab.',
  OAuthSignin: 'The authority could not be reached, so nobody can sign in now. What is halted stays halted.',
  AccessDenied: 'This account may not use the console.',
}

export default async function SignInPage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const error = one(raw, 'error')
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center gap-4 px-6">
      <BrandMark className="size-8" />
      <div>
        <h1 className="text-xl font-semibold">Lanyard</h1>
        <p className="text-sm text-ink-2">You sign in at the authority. The console never sees your password.</p>
      </div>
      <StartSignIn
        callbackUrl={sameOriginPath(one(raw, 'callbackUrl'))}
        problem={error ? (PROBLEM[error] ?? 'The sign-in did not succeed. Nothing was changed.') : null}
      />
    </main>
  )
}
