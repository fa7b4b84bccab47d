export { openKeyRing, RELOAD_MS, type KeyRing, type RingKey } from './key-ring'
export { rotateSigningKeys, type Rotated, type Rotation } from './rotate-signing-keys'
