export { coverEpochsOf, coversOf, type Cover } from './covers-of'
export { holdContainment } from './hold'
