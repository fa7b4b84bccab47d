export { changeFilter } from './change-filter'
export { listFilters } from './list-filters'
export { removeFilter } from './remove-filter'
export { saveFilter } from './save-filter'
