/**
 * Who may import whom when it runs (types alone leave no trace in what is built). The order of things, each knowing only what stands to its right:
 *
 *   processes → protocols, api, gateway, jobs, keys → identity/<context> → db → kernel
 *   app, components → console → api contracts and client → identity contracts → kernel
 *   cli → api contracts and client         guard → kernel (others import it; it imports none of us)
 */

/** Each imports only from its own line and the lines before it. Downward and sideways they speak by events. */
const CONTEXTS = [
  ['access', 'ledger'],
  ['registry', 'federation', 'keys', 'streams', 'filters', 'imports'],
  ['policy', 'lifecycle', 'discovery'],
  ['delegation', 'containment', 'incidents', 'signals'],
  ['authority', 'approvals', 'drills'],
  ['reviews', 'monitoring', 'retirement', 'notifications'],
  ['posture', 'overview', 'sample', 'audit'],
]

/** A start-up door: run by the supervisor before any service, on a connection of its own, without the context behind it. */
const START_DOORS = '^lib/identity/(access/(welcome|restored)-link|access/sample-start|containment/enrolment-code)[.]ts$'
/** What stands outside the product and may look at all of it; the product looks at none of it. */
const TESTS = '([.]test[.]tsx?$|^lib/testing/|^e2e/|^bench/)'

const later = CONTEXTS.slice(0, -1).map((contexts, line) => ({
  name: `no-later-context-${contexts.join('-')}`,
  comment: 'a context imports only the contexts that come before it (CONTEXTS); what happens later is told by events',
  severity: 'error',
  from: { path: `^lib/identity/(${contexts.join('|')})/`, pathNot: TESTS },
  to: { path: `^lib/identity/(${CONTEXTS.slice(line + 1).flat().join('|')})/` },
}))

/** `folder` imports nothing of ours but itself and `allowed`. */
const only = (name, folder, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: folder, pathNot: TESTS },
  to: { path: '^(app|components|lib|prisma|scripts|generated)/', pathNot: [folder, ...allowed] },
})

const KERNEL = '^lib/kernel/'
/** Trees, proofs and checkpoints of transparency logs: pure, and the same for who writes a log and who verifies one. */
const TLOG = '^lib/tlog/'
/** Exports and their manifests, written and verified: pure, and the same for the authority, the console and the command. */
const EVIDENCE = '^lib/evidence/'
/** Of the contexts, what holds no secret and reaches no database: contracts, refusals, the permission table, what an address looks like. */
const CONTRACTS = '^lib/identity/(refusals|[^/]+/((feed|export|ownership|lapse|card|plan|evidence|reach|retention|bulk|detail|facets)-|witness/)?contract|containment/(terms|target|order-end)|(reviews|notifications|streams|filters)/terms|notifications/zone|access/permissions|access/email)[.]ts$'
const API_CONTRACT = '^lib/api/(contract/|((export|stream)-)?client[.]ts$)'
/** Files of others, read: pure, and the same in a browser, in the command and in the worker; `discover/walk` and `scan` read folders. */
const IMPORT = '^lib/import/'
const GUARD = '^lib/(guard|protocols/dpop)/'

module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '/dist/' }, // made by the build
    },

    only('kernel-imports-nothing', KERNEL, [], 'the kernel is what everything stands on'),
    only('secrets-know-the-kernel', '^lib/secrets/', [KERNEL], 'the key-encryption key and what is made from it know no database and no product'),
    only('db-knows-the-kernel', '^lib/db/', [KERNEL, '^generated/'], 'the database layer knows no product; secrets reach it as functions'),
    only('keys-know-no-product', '^lib/keys/', [KERNEL, '^lib/db/', '^lib/secrets/', '^generated/'], 'a signer knows where its key lies, and nothing of what it signs'),
    only('evidence-needs-no-installation', EVIDENCE, [KERNEL, TLOG], 'what is verified offline is verified with nothing else of ours'),
    only('tlog-stands-alone', TLOG, [], 'who verifies a log needs nothing else of ours'),
    only('import-knows-contracts', IMPORT, [KERNEL, CONTRACTS], 'a file with secrets in it is read where it is, in the browser'),
    only('contexts-know-db-and-kernel', '^lib/identity/', [KERNEL, TLOG, EVIDENCE, '^lib/db/', '^generated/'], 'a context knows no protocol, no process and no key'),
    only('guard-stands-alone', GUARD, [KERNEL], 'resource servers import it: it brings nothing of the product along'),
    only('gateway-holds-nothing', '^lib/gateway/', [KERNEL, GUARD, CONTRACTS], 'the gateway has no database and no keys of the issuer'),
    only('cli-speaks-to-the-api', '^lib/cli/', [KERNEL, TLOG, EVIDENCE, GUARD, IMPORT, API_CONTRACT, CONTRACTS, '^lib/backup/index[.]ts$'], 'the command does what any API client can, and no more; backup and restore are the operator’s'),
    only('backup-knows-the-database', '^lib/backup/', [KERNEL, '^lib/db/', '^lib/secrets/', '^lib/identity/ledger/index[.]ts$', START_DOORS, '^scripts/process-lock[.]mjs$'], 'a backup knows tables and not what they mean, but for what must end at a restore'),
    {
      name: 'only-the-operators-commands-know-the-database',
      severity: 'error',
      from: { path: '^lib/', pathNot: ['^lib/backup/', '^lib/cli/commands/backup[.]ts$', TESTS] },
      to: { path: '^lib/backup/' },
    },
    only('sample-speaks-to-the-api', '^lib/sample/', [KERNEL, GUARD, IMPORT, API_CONTRACT, CONTRACTS], 'the sample is built and kept at work through what any client can use, the reading of files among it'),
    only('console-speaks-to-the-api', '^lib/console/', [KERNEL, TLOG, EVIDENCE, API_CONTRACT, CONTRACTS], 'the console has what it shows from the management API'),
    only(
      'pages-know-the-console',
      '^(app|components)/',
      [KERNEL, IMPORT, '^lib/console/', API_CONTRACT, CONTRACTS, '^components/'],
      'what faces browsers never holds the database, the keys or a verb',
    ),
    only('api-contract-is-browser-safe', API_CONTRACT, [KERNEL, CONTRACTS], 'the console and the command load it'),
    only('telemetry-knows-the-kernel', '^lib/telemetry/', [KERNEL], 'what is counted and traced is told to it'),
    only('api-over-verbs', '^lib/api/', [KERNEL, EVIDENCE, '^lib/identity/', '^lib/protocols/'], 'the management API is routes over verbs'),
    only('protocols-over-verbs', '^lib/protocols/', [KERNEL, TLOG, EVIDENCE, '^lib/identity/', '^lib/db/', '^lib/guard/', '^generated/'], 'wire formats over verbs; signers reach them as arguments'),
    ...later,

    {
      name: 'components-know-no-pages',
      comment: 'a component serves any page',
      severity: 'error',
      from: { path: '^components/', pathNot: TESTS },
      to: { path: '^app/' },
    },
    {
      name: 'keys-only-for-the-authority',
      comment: 'one process signs; the others must not be able to',
      severity: 'error',
      from: { pathNot: ['^lib/keys/', '^lib/processes/authority([.]ts|/)', TESTS] },
      to: { path: '^lib/keys/' },
    },
    {
      name: 'key-encryption-key-stays-with-its-keepers',
      comment: 'the authority unseals with it, and the supervisor makes it and derives passwords from it; nobody else sees it',
      severity: 'error',
      from: { pathNot: ['^lib/(keys|secrets|backup)/', '^lib/processes/(start[.]ts|supervisor/|authority([.]ts|/))', TESTS] },
      to: { path: '^lib/secrets/', pathNot: '^lib/secrets/notification-secrets[.]ts$' },
    },
    {
      name: 'the-worker-opens-what-it-sends-with',
      comment: 'under a key that is derived for that alone; no other process but the keepers of the whole one has it',
      severity: 'error',
      from: { pathNot: ['^lib/(keys|secrets|backup)/', '^lib/processes/(start[.]ts|supervisor/|authority([.]ts|/)|worker[.]ts$)', TESTS] },
      to: { path: '^lib/secrets/notification-secrets[.]ts$' },
    },
    {
      name: 'a-context-has-two-doors',
      comment: 'index.ts for the server, contract.ts for anyone; the supervisor has two doors of its own (START_DOORS)',
      severity: 'error',
      from: { pathNot: ['^lib/identity/', TESTS] },
      to: { path: '^lib/identity/[^/]+/', pathNot: ['^lib/identity/[^/]+/index[.]ts$', CONTRACTS, START_DOORS] },
    },
    {
      name: 'internal-is-private',
      comment: 'what lies in internal/ belongs to its context alone',
      severity: 'error',
      from: { path: '^lib/(?:identity|protocols)/([^/]+)/', pathNot: TESTS },
      to: { path: '^lib/(identity|protocols)/[^/]+/internal/', pathNot: '^lib/(identity|protocols)/$1/' },
    },
    {
      name: 'start-doors-are-the-supervisors',
      severity: 'error',
      from: { pathNot: ['^lib/processes/(start[.]ts|supervisor/)', '^lib/backup/', '^lib/identity/(access|containment)/', TESTS] },
      to: { path: START_DOORS },
    },
    {
      name: 'tests-stay-out-of-the-product',
      severity: 'error',
      from: { pathNot: [TESTS, '^(vitest|playwright)[.]config[.]ts$'] },
      to: { path: TESTS },
    },

    {
      name: 'browser-side-never-reaches-the-inside',
      comment: 'not even by way of others',
      severity: 'error',
      from: { path: '^(app|components)/' },
      to: { path: '^(lib/(db|keys|secrets|processes|protocols|testing)/|generated/|lib/identity/(?!(refusals|access/(permissions|email)|containment/(terms|target|order-end)|(reviews|notifications|streams|filters)/terms|notifications/zone|[^/]+/((export|ownership|lapse|card|plan|evidence|reach|retention|bulk|detail|facets)-|witness/)?contract)[.]ts$))', reachable: true },
    },
    {
      name: 'gateway-never-reaches-the-inside',
      comment: 'not even by way of others',
      severity: 'error',
      from: { path: '^lib/processes/gateway([.]ts|/)' },
      to: { path: '^(lib/(db|keys|secrets)/|generated/)', reachable: true },
    },
  ],
  options: {
    moduleSystems: ['es6'],
    doNotFollow: { path: ['node_modules', '^generated/', '^dist/', TESTS] },
    exclude: { path: ['^dist/', '^[.]next/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
}
