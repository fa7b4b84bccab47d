'use client'

import { Select } from '@/components/ui/select'
import { useUrlFilter } from './use-url-filter'

type Props = Readonly<{
  /** The parameter of the URL that it sets. */
  name: string
  label: string
  /** What stands there when it filters nothing: "Any status". */
  any: string
  options: readonly { value: string; label: string }[]
}>

/** A filter that lives in the URL: choosing goes there, and back undoes it. */
export function FilterSelect({ name, label, any, options }: Props) {
  const { value, pending, choose } = useUrlFilter(name)
  return (
    <span className="min-w-0 max-w-48 grow basis-32 max-sm:max-w-none max-sm:basis-36" data-pending={pending || undefined}>
      <Select aria-label={label} value={value} onChange={(event) => choose(event.target.value)} className="[&>select]:h-8 [&>select]:truncate [&>select]:border-edge/60 [&>select]:text-sm [&>select]:hover:border-edge [&>svg]:top-2 max-sm:[&>select]:h-9 max-sm:[&>svg]:top-2.5">
        <option value="">{any}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </Select>
    </span>
  )
}
