/** `muster doctor`: looks at the machine, changes nothing, and says what to do about each finding. */
import { accessSync, constants, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { ARCHITECTURES, loadArchitecture } from '../../../adapters/registry.ts'
import { EXIT } from '../../kernel/errors.ts'
import { hostNowMs } from '../../kernel/host-clock.ts'
import type { MetrologyReport } from '../../metrology/quick.ts'
import { memoryLimitBytes } from '../../plan/capacity.ts'
import { captureEnvironment } from '../../probe/environment.ts'
import { describeMetrology } from '../report/metrology.ts'
import { METROLOGY_SEED } from '../run/self-test.ts'

interface Check {
  readonly name: string
  readonly state: 'ok' | 'warning' | 'error'
  readonly found: string
  readonly fix?: string
}

const MAIN_JOB_GIB = 6
const MAIN_JOB_DISK_GIB = 1
const NODE_MAJOR = 20
const NODE_MINOR = 19

/** With `metrology`, the harness also measures systems whose answers are known. Returns the exit code. */
export async function doctorCommand(json: boolean, metrology = false): Promise<number> {
  const checks = [...machineChecks(), ...(await adapterChecks())]
  const selfTest = metrology ? await runSelfTest() : undefined
  if (json) {
    const document = { schema: 'muster/doctor@1', checks, metrology: selfTest }
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
  } else {
    for (const { name, state, found, fix } of checks) {
      process.stdout.write(`${state.padEnd(8)} ${name}: ${found}\n`)
      if (state !== 'ok' && fix !== undefined) process.stdout.write(`         ${fix}\n`)
    }
    if (selfTest !== undefined) process.stdout.write(`\n${describeMetrology(selfTest)}`)
  }
  const isFit = checks.every((check) => check.state !== 'error') && selfTest?.holds !== false
  return isFit ? EXIT.done : EXIT.notValid
}

async function runSelfTest(): Promise<MetrologyReport> {
  process.stderr.write('measuring systems whose answers are known: about 20 CPU-seconds\n')
  const { runMetrology } = await import('../../metrology/run-metrology.ts')
  return runMetrology(METROLOGY_SEED, Math.min(2, captureEnvironment(undefined).cpus))
}

function machineChecks(): Check[] {
  const limit = memoryLimitBytes()
  const environment = captureEnvironment(limit)
  const memory = environment.memoryLimitGiB ?? environment.memoryGiB
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const resolutionNs = clockResolutionNs()
  return [
    {
      name: 'node',
      state: major > NODE_MAJOR || (major === NODE_MAJOR && minor >= NODE_MINOR) ? 'ok' : 'error',
      found: environment.node,
      fix: `use Node ${NODE_MAJOR}.${NODE_MINOR} or newer`,
    },
    {
      name: 'cores',
      state: environment.cpus >= 2 ? 'ok' : 'warning',
      found: `${environment.cpus} (${environment.cpuModel})`,
      fix: 'with one core, wall-clock figures include waiting; CPU figures and behaviour hold',
    },
    {
      name: 'memory',
      state: memory >= MAIN_JOB_GIB ? 'ok' : 'warning',
      found: `${memory.toFixed(1)} GiB`,
      fix: `78,000 agents want up to ${MAIN_JOB_GIB} GiB; run smaller sizes with --agents`,
    },
    {
      name: 'load',
      state: environment.loadBefore < environment.cpus / 2 ? 'ok' : 'warning',
      found: environment.loadBefore.toFixed(2),
      fix: 'other work on this machine widens the intervals of host figures; stop it or wait',
    },
    {
      name: 'clock',
      state: resolutionNs <= 1000 ? 'ok' : 'warning',
      found: `steps of ${resolutionNs.toFixed(0)} ns`,
      fix: 'the host clock is coarse; short trials will be noisy',
    },
    writable(
      'working folder',
      process.cwd(),
      'run from a folder that you may write to, or give --out',
    ),
    diskCheck(),
  ]
}

async function adapterChecks(): Promise<Check[]> {
  const checks: Check[] = []
  for (const name of ARCHITECTURES) {
    const fix = 'reinstall with npm ci'
    try {
      const { facts } = await loadArchitecture(name)
      checks.push({ name: `adapter ${name}`, state: 'ok', found: facts.version })
    } catch (error) {
      checks.push({ name: `adapter ${name}`, state: 'error', found: (error as Error).message, fix })
    }
  }
  return checks
}

function writable(name: string, path: string, fix: string): Check {
  try {
    accessSync(path, constants.W_OK)
    return { name, state: 'ok', found: 'writable' }
  } catch {
    return { name, state: 'error', found: 'not writable', fix }
  }
}

function diskCheck(): Check {
  const { bavail, bsize } = statfsSync(tmpdir())
  const gib = (bavail * bsize) / 1024 ** 3
  return {
    name: 'temporary disk',
    state: gib >= MAIN_JOB_DISK_GIB ? 'ok' : 'warning',
    found: `${gib.toFixed(1)} GiB free`,
    fix: 'audit records of a trial are spooled there; free some space or set TMPDIR',
  }
}

/** Smallest step of the host clock that shows in 1,000 readings. */
function clockResolutionNs(): number {
  let smallest = Infinity
  let last = hostNowMs()
  for (let reading = 0; reading < 1000; reading++) {
    const now = hostNowMs()
    if (now > last && now - last < smallest) smallest = now - last
    last = now
  }
  return smallest * 1e6
}
