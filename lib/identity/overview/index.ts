export { getHaltFigures } from './get-halt-figures'
export { getOverview } from './get-overview'
