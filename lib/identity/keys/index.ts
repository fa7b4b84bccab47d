export { listKeys } from './list-keys'
export { rotateKeys, type RotateSettings } from './rotate-keys'
