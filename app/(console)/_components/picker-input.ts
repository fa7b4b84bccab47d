/** The line of a type-ahead, which may stand there before the rest of it does. */
export const PICKER_INPUT = {
  className: 'h-10 w-full rounded-t-md border-b border-line bg-transparent px-3 text-base text-ink outline-offset-[-2px] placeholder:text-ink-3 max-sm:text-[1rem]',
} as const
