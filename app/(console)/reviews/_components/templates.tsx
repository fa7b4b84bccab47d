import { TextLink } from '@/components/ui/text-link'
import { TEMPLATES } from '@/lib/identity/reviews/terms'
import { EVERY_WORD } from './review-words'

/** Reviews that most companies owe, as beginnings of the form. */
export function Templates({ current }: Readonly<{ current: string | undefined }>) {
  return (
    <nav aria-label="Templates" className="pb-4">
      <ul className="flex flex-wrap items-baseline gap-x-5 gap-y-1 text-sm">
        <li className="text-ink-3">Begin with</li>
        {TEMPLATES.map(({ key, name, every }) => (
          <li key={key}>
            {key === current ? (
              <span aria-current="true" className="font-medium text-ink">
                {name}
              </span>
            ) : (
              <TextLink href={`/reviews/new?template=${key}`} title={EVERY_WORD[every]}>
                {name}
              </TextLink>
            )}
          </li>
        ))}
      </ul>
    </nav>
  )
}
