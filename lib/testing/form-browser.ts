export { FormBrowser, Page } from '@/lib/sample/form-browser'
