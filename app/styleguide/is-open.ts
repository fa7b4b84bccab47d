/** The style guide is for those who build the console; an installation shows it only when asked to. */
export function styleguideIsOpen(): boolean {
  return process.env.NODE_ENV === 'development' || process.env.LANYARD_STYLEGUIDE === '1'
}
