export { openKeyRing, type KeyRing, type RingKey } from './key-ring'
export { makeKeys } from './signing-key'
