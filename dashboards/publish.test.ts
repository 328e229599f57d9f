import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exampleRun } from '../results/testing/example-run.ts'
import type { RunManifest, TrialRecord } from '../results/record.ts'
import { publishRun, renderDashboard } from './publish.ts'

const { manifest, trials } = exampleRun()
const page = await renderDashboard(manifest, trials)

/** Two of its architectures, a failed trial among theirs: every kind of chart and tag in half of the time. */
const small = {
  manifest: { ...manifest, entrants: manifest.entrants.filter(isFew) },
  trials: trials.filter(isFew),
}

function isFew({ architecture }: { readonly architecture: string }): boolean {
  return architecture === 'mesh' || architecture === 'autogen'
}

/** Start tags only; text between them is of no interest to the tests of markup. */
function tagsOf(text: string): string[] {
  return text.match(/<[a-zA-Z][^>]*>/g) ?? []
}

describe('bytes', () => {
  test('are the same twice', async () => {
    expect(await renderDashboard(manifest, trials)).toBe(page)
  })

  test('are the same for trials in another order', async () => {
    const inOrder = await renderDashboard(small.manifest, small.trials)
    expect(await renderDashboard(small.manifest, small.trials.toReversed())).toBe(inOrder)
  })

  test('differ when a figure differs', async () => {
    const changed = trials.map((trial) =>
      trial.kind === 'completed' && trial.agents === 78_000
        ? { ...trial, cost: { ...trial.cost, tasksPerCpuS: trial.cost.tasksPerCpuS * 2 } }
        : trial,
    )
    expect(await renderDashboard(manifest, changed)).not.toBe(page)
  })
})

describe('the page stands alone', () => {
  test('no tag loads anything from elsewhere', () => {
    const links = tagsOf(page).flatMap((tag) => [
      ...tag.matchAll(/\s(?:src|href|xlink:href|srcset|action|data)="([^"]*)"/g),
    ])
    expect(links.length).toBeGreaterThan(10)
    for (const [, target = ''] of links) expect(target).toMatch(/^(#[\w-]+|[\w-]+\.\w+)$/)
    expect(page).not.toMatch(/url\(|@import/)
  })

  test('no tag carries a handler or a style', () => {
    for (const tag of tagsOf(page)) expect(tag).not.toMatch(/\s(on\w+|style)=/)
  })

  test('its policy allows the inlined sheet and script, and nothing else', () => {
    const hash = (text: string): string => createHash('sha256').update(text).digest('base64')
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? ''
    const script = /<script>(.*?)<\/script>/s.exec(page)?.[1] ?? ''
    expect(page).toContain("default-src 'none'; ")
    expect(page).toContain(`style-src 'sha256-${hash(style)}'; img-src data:; `)
    expect(page).toContain(`script-src 'sha256-${hash(script)}'; `)
    expect(page).not.toContain('unsafe')
  })
})

describe('charts', () => {
  test('each has its data in a table', () => {
    const sections = page.split('<section').filter((section) => section.includes('<svg'))
    expect(sections).toHaveLength(9)
    for (const section of sections)
      expect(section).toMatch(/<table class="sortable" id="data-[\w-]+">/)
  })

  test('each says in words what it shows', () => {
    const charts = tagsOf(page).filter((tag) => tag.startsWith('<svg'))
    expect(charts.length).toBeGreaterThan(20)
    for (const chart of charts) expect(chart).toMatch(/ role="img" aria-label="[^"]*\d[^"]*"/)
  })

  test('each is drawn for wide and for narrow screens', () => {
    const count = (name: string): number => page.split(`<div class="${name}">`).length - 1
    expect(count('wide')).toBeGreaterThan(10)
    expect(count('narrow')).toBe(count('wide'))
  })
})

describe('hostile records', () => {
  const attacks = [
    '</script><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</style></title><svg onload=alert(1)>',
    '<!--',
    '${alert(1)} {{datum}} " id="x" style="y" $&',
  ]

  /** The small run with every free text replaced. */
  function poison(attack: string): { manifest: RunManifest; trials: TrialRecord[] } {
    const rename = (entrant: string): string => entrant.replace('mesh', attack)
    return {
      manifest: {
        ...manifest,
        name: attack,
        workload: { ...manifest.workload, name: attack, digest: attack },
        command: attack,
        warnings: [attack],
        environment: { ...manifest.environment, cpuModel: attack, nodeOptions: attack },
        harness: { ...manifest.harness, commit: attack },
        entrants: small.manifest.entrants.map((entrant) => ({
          ...entrant,
          entrant: rename(entrant.entrant),
          architecture: rename(entrant.architecture),
          topology: attack,
          facts: {
            title: attack,
            style: attack,
            version: attack,
            changedDefaults: [attack],
            doesNotDo: [attack],
            controlPoint: attack,
          },
        })),
      },
      trials: small.trials.map((trial) => {
        const header = {
          entrant: rename(trial.entrant),
          architecture: rename(trial.architecture),
          topology: attack,
        }
        return trial.kind === 'failed'
          ? { ...trial, ...header, code: attack, reason: attack }
          : {
              ...trial,
              ...header,
              validity: {
                valid: false,
                conditions: [{ name: attack, holds: false, detail: attack }],
              },
            }
      }),
    }
  }

  test.each(attacks)('are shown as text: %s', async (attack) => {
    const poisoned = poison(attack)
    expect(poisoned.trials.some(({ kind }) => kind === 'failed')).toBe(true)
    const text = await renderDashboard(poisoned.manifest, poisoned.trials)
    const clean = tagsOf(page).map((tag) => /^<\w+/.exec(tag)?.[0])
    const tags = tagsOf(text)
    expect(new Set(tags.map((tag) => /^<\w+/.exec(tag)?.[0]))).toEqual(new Set(clean))
    expect(text.split('<script').length).toBe(2)
    expect(text).not.toContain('<!--')
    for (const tag of tags) expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/\s(on\w+|style)=/)
  })
})

describe('what is missing', () => {
  test('is never a zero: an entrant that was not run says so', async () => {
    const without = trials.filter((trial) => trial.architecture !== 'crewai')
    const text = await renderDashboard(manifest, without)
    const row = /<tr\s+data-architecture="crewai"[^]*?<\/tr>/.exec(text)?.[0] ?? ''
    expect(row).toContain('not run')
    expect(row).not.toMatch(/data-v="0"/)
  })

  test('a profile under which all trials failed has no empty charts', async () => {
    const failed = trials.map((trial): TrialRecord => {
      if (trial.profile !== 'governed' || trial.kind === 'failed') return trial
      const { entrant, architecture, topology, profile, purpose, agents, position } = trial
      const { workloadDigest, controls, seed, threads, startedAt, schema } = trial
      const key = { schema, entrant, architecture, topology, profile, purpose, agents, position }
      const header = { ...key, workloadDigest, controls, seed, threads, startedAt }
      return { ...header, trial: trial.trial, kind: 'failed', code: 'OUT_OF_MEMORY', reason: 'x' }
    })
    const text = await renderDashboard(manifest, failed)
    expect(text).toContain('Not measured under the profile governed.')
    expect(text).not.toMatch(/class="panel"\s+data-profile="governed"/)
    expect(text).toContain('failed: OUT_OF_MEMORY')
  })

  test('a run without trials is still a page', async () => {
    const text = await renderDashboard({ ...manifest, state: 'partial' }, [])
    expect(text).toContain('Nothing was measured in this run')
    expect(text).toContain('132 of 132 planned trials were not run.')
  })

  test('a run that was interrupted says so before its findings', async () => {
    const text = await renderDashboard({ ...manifest, state: 'partial' }, trials.slice(0, 60))
    const banner = text.indexOf('This run is partial')
    expect(banner).toBeGreaterThan(0)
    expect(banner).toBeLessThan(text.indexOf('id="findings"'))
  })

  test('failed trials are announced at the top and listed with their reason', () => {
    expect(page).toContain('1 of 132 trials failed')
    expect(page).toContain('the trial took longer than 120 s (synthetic)')
  })

  test('an incident that was not contained is censored, not long', () => {
    expect(page).toContain('not contained')
    expect(page).toContain('in 60\u00a0min, censored')
  })

  test('one trial gives figures without intervals and says that nothing is resolved', async () => {
    const single = trials.filter((trial) => trial.trial === 0)
    const text = await renderDashboard({ ...manifest, trials: 1 }, single)
    expect(text).toContain('there are no intervals, and nothing is resolved')
    const verdict = /<small\s+class="(better|worse)"/
    expect(text).not.toMatch(verdict)
    expect(page).toMatch(verdict)
  })
})

describe('publishRun', () => {
  test('writes the page into the run folder and leaves nothing else behind', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'muster-publish-'))
    try {
      const path = await publishRun(dir, manifest, trials)
      expect(path).toBe(join(dir, 'index.html'))
      expect(await readFile(path, 'utf8')).toBe(page)
      expect(await readdir(dir)).toEqual(['index.html'])
    } finally {
      await rm(dir, { recursive: true })
    }
  })
})
