/** The dependency rules of docs/architecture.md. A broken rule fails `npm run check`. */
const stages = ['auth', 'rate-limiting', 'conversations', 'routing', 'cache', 'upstream', 'usage', 'request-log'];

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'kernel-is-a-leaf',
      severity: 'error',
      from: { path: '^src/kernel/' },
      to: { path: '^src/(?!kernel/)|^node_modules/' },
    },
    {
      name: 'planes-never-meet',
      comment: 'gateway/ and admin/ meet only in state/ and events/',
      severity: 'error',
      from: { path: '^src/(gateway|admin)/' },
      to: { path: '^src/(gateway|admin)/', pathNot: '^src/$1/' },
    },
    {
      name: 'protocols-import-only-kernel-and-protocols',
      severity: 'error',
      from: { path: '^src/gateway/protocols/' },
      to: { pathNot: '^src/(kernel|gateway/protocols)/' },
    },
    {
      name: 'dialects-know-no-sibling',
      severity: 'error',
      from: { path: '^src/gateway/protocols/([^/]+)/', pathNot: '^src/gateway/protocols/canonical/' },
      to: { path: '^src/gateway/protocols/[^/]+/', pathNot: '^src/gateway/protocols/(canonical|$1)/' },
    },
    {
      name: 'providers-know-no-sibling',
      severity: 'error',
      from: { path: '^src/gateway/providers/([^/]+)/' },
      to: { path: '^src/gateway/providers/[^/]+/', pathNot: '^src/gateway/providers/$1/' },
    },
    {
      name: 'providers-do-no-io',
      severity: 'error',
      from: { path: '^src/gateway/providers/' },
      to: {
        path: ['^node:(net|http|https|http2|tls|fs|dns)', '^(net|http|https|http2|tls|fs|dns)$', 'node_modules/undici'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'ingress-takes-no-decisions',
      severity: 'error',
      from: { path: '^src/gateway/ingress/' },
      to: { path: '^src/(gateway/(providers|routing|upstream)|admin|database|redis)/' },
    },
    ...stages.map((stage) => ({
      name: `stage-${stage}-knows-no-other-stage`,
      severity: 'error',
      from: { path: `^src/gateway/${stage}/` },
      to: {
        path: `^src/gateway/(${[...stages, 'pipeline', 'ingress'].filter((other) => other !== stage).join('|')})/`,
      },
    })),
    {
      name: 'only-upstream-and-routing-see-providers',
      severity: 'error',
      from: { path: '^src/gateway/(auth|rate-limiting|conversations|cache|usage|request-log|ingress)/' },
      to: { path: '^src/gateway/providers/' },
    },
    {
      name: 'typeorm-stays-in-its-rooms',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(database|events|admin)/|\\.store\\.ts$' },
      to: { path: 'node_modules/typeorm' },
    },
    {
      name: 'ioredis-stays-in-its-rooms',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(redis|replication)/|\\.store\\.ts$' },
      to: { path: 'node_modules/ioredis' },
    },
    {
      name: 'undici-stays-upstream',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/gateway/upstream/' },
      to: { path: 'node_modules/undici', dependencyTypesNot: ['type-only'] },
    },
    { name: 'src-never-imports-test', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|bench)/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '\\.spec\\.ts$' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
