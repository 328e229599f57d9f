/** The machine that a run was made on. */
import { createHash } from 'node:crypto'
import { cpus, loadavg, totalmem } from 'node:os'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EnvironmentRecord, RunManifest } from '../../results/record.ts'
import { packageRoot } from '../kernel/package-root.ts'

const GIB = 1024 ** 3

export function currentLoad(): number {
  return loadavg()[0] ?? 0
}

export function captureEnvironment(memoryLimitBytes: number | undefined): EnvironmentRecord {
  const processors = cpus()
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpuModel: processors[0]?.model.trim() ?? 'unknown',
    cpus: processors.length,
    memoryGiB: totalmem() / GIB,
    ...(memoryLimitBytes === undefined ? {} : { memoryLimitGiB: memoryLimitBytes / GIB }),
    loadBefore: currentLoad(),
    nodeOptions: process.env['NODE_OPTIONS'] ?? '',
  }
}

/** Version of this package, and the commit it runs from if it is a git checkout. */
export function harnessVersion(): RunManifest['harness'] {
  const root = packageRoot()
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  const commit = git(root, ['rev-parse', '--short=12', 'HEAD'])
  const changes = git(root, ['status', '--porcelain', '--untracked-files=no'])
  const lock = lockDigest(root)
  return {
    version,
    commit: commit ?? 'unknown',
    dirty: commit === undefined || changes !== '',
    ...(lock === undefined ? {} : { lockDigest: lock }),
  }
}

/** An installed package has no lock of its own. */
function lockDigest(root: string): string | undefined {
  try {
    return createHash('sha256')
      .update(readFileSync(join(root, 'package-lock.json')))
      .digest('hex')
  } catch {
    return undefined
  }
}

function git(cwd: string, args: string[]): string | undefined {
  try {
    return execFileSync('git', args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return undefined
  }
}
