export { default } from '../loading'
