import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from './package-root.ts'

/**
 * Who may import whom. A rule is `folder → folders`; the most specific folder that holds a file is the
 * one that counts. `types` may be imported by `import type` only.
 */
interface Rule {
  readonly from: string
  readonly may: readonly string[]
  readonly types?: readonly string[]
}

const RULES: readonly Rule[] = [
  { from: 'harness/kernel', may: [] },
  {
    from: 'harness/world',
    may: ['harness/kernel'],
    types: ['adapters/contract.ts', 'workloads/workload.ts'],
  },
  {
    from: 'harness/controls',
    may: ['harness/kernel', 'adapters/contract.ts'],
    types: ['workloads/workload.ts', 'workloads/policy-server.ts'],
  },
  {
    from: 'harness/incidents',
    may: ['harness/kernel', 'harness/world', 'harness/controls'],
    types: ['adapters/contract.ts', 'workloads/workload.ts', 'results/record.ts'],
  },
  {
    from: 'harness/engine',
    may: [
      'harness/kernel',
      'harness/world',
      'harness/controls',
      'harness/incidents',
      'adapters/contract.ts',
      'adapters/registry.ts',
      'results/record.ts',
      'results/histogram.ts',
      'results/unit-costs.ts',
      'results/latency.ts',
      'results/start-up-record.ts',
    ],
    types: ['workloads/workload.ts', 'workloads/policy-server.ts'],
  },
  {
    from: 'harness/pool',
    may: ['harness/kernel', 'harness/controls', 'harness/engine', 'adapters/registry.ts'],
    types: ['workloads/workload.ts', 'adapters/contract.ts'],
  },
  {
    from: 'harness/plan',
    may: [
      'harness/kernel',
      'harness/world',
      'harness/controls',
      'harness/engine',
      'harness/pool',
      'adapters/registry.ts',
      'results/record.ts',
    ],
    types: ['workloads/workload.ts', 'adapters/contract.ts', 'results/cost-table.ts'],
  },
  {
    from: 'harness/metrology',
    may: [
      'harness/kernel',
      'harness/controls/levels.ts',
      'harness/engine',
      'harness/pool',
      'adapters/contract.ts',
      'adapters/conformance',
      'results/histogram.ts',
      'results/stats',
    ],
  },
  {
    from: 'harness/probe',
    may: ['harness', 'adapters', 'results/histogram.ts', 'results/stats'],
    types: ['results/record.ts', 'results/auth-probe-record.ts', 'workloads/workload.ts'],
  },
  {
    from: 'harness/twin',
    may: [
      'harness/kernel',
      'harness/controls/levels.ts',
      'harness/engine',
      'harness/world',
      'adapters/registry.ts',
      'results/histogram.ts',
      'results/stats',
      'results/unit-costs.ts',
    ],
    types: [
      'harness/pool/run-on-shards.ts',
      'workloads/workload.ts',
      'adapters/contract.ts',
      'results/record.ts',
    ],
  },
  {
    from: 'harness/capacity',
    may: [
      'harness/kernel',
      'harness/controls/levels.ts',
      'harness/engine',
      'harness/plan',
      'harness/pool',
      'harness/twin',
      'harness/world',
      'results',
    ],
    types: ['workloads/workload.ts'],
  },
  {
    from: 'harness/predictions',
    may: [
      'harness/kernel',
      'harness/controls',
      'harness/incidents',
      'harness/engine',
      'harness/pool',
      'harness/plan',
      'harness/probe',
      'adapters/registry.ts',
      'results/record.ts',
      'results/prediction-record.ts',
      'results/predictions.ts',
      'results/stats',
    ],
    types: ['workloads/workload.ts'],
  },
  {
    from: 'harness/drill',
    may: [
      'harness/kernel',
      'harness/controls',
      'harness/engine',
      'adapters/contract.ts',
      'adapters/registry.ts',
    ],
    types: ['workloads/workload.ts', 'results/record.ts'],
  },
  { from: 'harness/cli', may: ['harness', 'adapters', 'workloads', 'results', 'dashboards'] },
  { from: 'workloads', may: ['harness/kernel'] },
  { from: 'adapters/contract.ts', may: [], types: ['harness/kernel'] },
  { from: 'adapters/registry.ts', may: ['harness/kernel', 'adapters'] },
  {
    from: 'adapters/conformance',
    may: ['harness', 'adapters/contract.ts'],
    types: ['workloads/workload.ts'],
  },
  ...['langchain', 'crewai', 'autogen', 'mesh', 'centralized', 'workflow'].map((name) => ({
    from: `adapters/${name}`,
    may: ['harness/kernel', 'adapters/contract.ts'],
  })),
  { from: 'results', may: ['harness/kernel'] },
  {
    from: 'results/objectives',
    may: ['harness/kernel', 'results', 'workloads/edit-distance.ts'],
  },
  {
    from: 'dashboards',
    may: ['results', 'harness/kernel'],
    types: ['adapters/contract.ts', 'workloads/workload.ts'],
  },
]

/** Third-party packages and the folders that are their home; anything else is refused. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  '@cedar-policy/cedar-wasm': ['harness/controls/policy'],
  'sodium-native': ['harness/controls/primitives'],
  'quickjs-emscripten-core': ['harness/controls/sandbox'],
  '@jitl/quickjs-wasmfile-release-sync': ['harness/controls/sandbox'],
  langchain: ['adapters/langchain'],
  '@langchain/': ['adapters/langchain'],
  '@peculiar/x509': ['harness/probe/tls'],
  'reflect-metadata': ['harness/probe/tls'],
  piscina: ['harness/pool'],
  tinybench: ['harness/probe'],
  vitest: ['harness/probe/mutants'],
  vega: ['dashboards/render.ts'],
  'vega-lite': ['dashboards/render.ts', 'dashboards/chart', 'dashboards/view'],
  'vega-interpreter': ['dashboards/render.ts'],
  'csv-stringify': ['results/export'],
  zod: ['workloads', 'adapters/langchain'],
  yaml: ['workloads'],
  commander: ['harness/cli'],
}

const TOP_FOLDERS = ['harness', 'adapters', 'workloads', 'results', 'dashboards']

/** Only these files may read the host's clock or luck. */
const HOST_FILES = ['harness/kernel/host-clock.ts']
const HOST_ALLOWED = ['harness/cli', 'harness/probe', 'harness/pool/run-trial.ts']
const HOST_WORDS =
  /\b(Math\.random|Date\.now|new Date\(|performance\.now|setTimeout\(|setInterval\()/

const root = packageRoot()
const files = TOP_FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
).filter((file) => !file.endsWith('.test.ts') && !file.includes('/testing/'))

interface Import {
  readonly target: string
  readonly typeOnly: boolean
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const found: Import[] = []
  const statics = /^(?:import|export)\s+(type\s)?([^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gms
  for (const match of text.matchAll(statics)) {
    if (match[0].includes(';')) continue
    const names = /\{([^}]*)\}/.exec(match[2] ?? '')?.[1]
    const allTypes =
      names !== undefined &&
      names.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '))
    found.push({ target: match[3] as string, typeOnly: match[1] !== undefined || allTypes })
  }
  for (const match of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)) {
    found.push({ target: match[1] as string, typeOnly: false })
  }
  return found
}

const within = (file: string, folder: string): boolean =>
  file === folder || file.startsWith(`${folder}/`)

function ruleOf(file: string): Rule | undefined {
  return RULES.filter((rule) => within(file, rule.from)).toSorted(
    (a, b) => b.from.length - a.from.length,
  )[0]
}

describe('import rules', () => {
  it('hold for every source file', () => {
    const broken: string[] = []
    for (const file of files) {
      const rule = ruleOf(file)
      if (rule === undefined) continue
      for (const { target, typeOnly } of importsOf(file)) {
        if (!target.startsWith('.')) continue
        const to = relative(root, resolve(root, dirname(file), target))
        const allowed =
          within(to, rule.from) ||
          rule.may.some((folder) => within(to, folder)) ||
          (typeOnly && (rule.types ?? []).some((folder) => within(to, folder)))
        if (!allowed) {
          broken.push(
            `${file} imports ${to}; ${rule.from} may import: ${rule.may.join(', ') || 'nothing'}`,
          )
        }
      }
    }
    expect(broken).toEqual([])
  })

  it('keep every third-party package in its home folder', () => {
    const broken: string[] = []
    for (const file of files) {
      for (const { target, typeOnly } of importsOf(file)) {
        if (target.startsWith('.') || target.startsWith('node:')) continue
        const name = Object.keys(HOMES).find(
          (home) => target === home || target.startsWith(home.endsWith('/') ? home : `${home}/`),
        )
        const homes = name === undefined ? [] : (HOMES[name] as readonly string[])
        if (!homes.some((home) => within(file, home))) {
          broken.push(
            `${file} imports ${target}${typeOnly ? ' (types)' : ''}; home: ${homes.join(', ')}`,
          )
        }
      }
    }
    expect(broken).toEqual([])
  })

  it('keep the host’s clock and luck out of behaviour', () => {
    const broken = files.filter(
      (file) =>
        !HOST_FILES.includes(file) &&
        !HOST_ALLOWED.some((folder) => within(file, folder)) &&
        HOST_WORDS.test(
          readFileSync(join(root, file), 'utf8')
            .replace(/\/\*[\s\S]*?\*\//g, '')
            .replace(/\/\/.*$/gm, ''),
        ),
    )
    expect(broken).toEqual([])
  })

  it('keep files short', () => {
    const long = files
      .map((file) => ({
        file,
        lines: readFileSync(join(root, file), 'utf8').split('\n').length,
      }))
      .filter(({ lines }) => lines > 400)
      .map(({ file, lines }) => `${file} has ${lines} lines`)
    expect(long).toEqual([])
  })
})
