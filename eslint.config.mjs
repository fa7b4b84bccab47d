import next from '@next/eslint-plugin-next'
import jsxA11y from 'eslint-plugin-jsx-a11y'
import reactHooks from 'eslint-plugin-react-hooks'
import typescript from 'typescript-eslint'

/** Files that a tool finds by their default export. */
const DEFAULT_EXPORTS = ['app/**/{page,layout,loading,error,global-error,not-found,template,default}.tsx', '*.config.{ts,mjs}', 'lib/testing/global-setup.ts', 'e2e/global-setup.ts']

export default typescript.config(
  { ignores: ['node_modules', 'dist', '.next', 'generated', '.lanyard', 'next-env.d.ts', 'e2e/.output', 'test-results', 'playwright-report', '.test-build-*'] },
  ...typescript.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-eval': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'export by name: one name for a thing, everywhere' },
        { selector: 'TSEnumDeclaration', message: 'use a union of literals' },
      ],
    },
  },
  {
    // Logs are structured lines with a level; console.log is a forgotten experiment.
    files: ['lib/**/*.ts', 'app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}'],
    rules: { 'no-console': ['error', { allow: ['warn', 'error'] }] },
  },
  {
    files: ['app/**/*.tsx', 'components/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks, 'jsx-a11y': jsxA11y, '@next/next': next },
    rules: {
      ...reactHooks.configs['recommended-latest'].rules,
      ...jsxA11y.flatConfigs.recommended.rules,
      ...next.configs.recommended.rules,
      ...next.configs['core-web-vitals'].rules,
      'no-restricted-imports': ['error', { paths: [{ name: 'next/link', message: 'Link of components/ui/link fetches ahead only what somebody is about to open' }] }],
      'jsx-a11y/no-autofocus': 'off', // a dialog has to take the keyboard (WAI-ARIA, dialog pattern), and ours say where to
    },
  },
  { files: ['components/ui/link.tsx'], rules: { 'no-restricted-imports': 'off' } },
  { files: DEFAULT_EXPORTS, rules: { 'no-restricted-syntax': 'off' } },
)
