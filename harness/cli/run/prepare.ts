/** From a command line to trials in order; nothing is written and nothing heavy is loaded. */
import { ARCHITECTURES } from '../../../adapters/registry.ts'
import { loadWorkload } from '../../../workloads/load.ts'
import { overrideWorkload } from '../../../workloads/override.ts'
import type { Workload } from '../../../workloads/workload.ts'
import { parseObjective } from '../../../results/objectives/check.ts'
import { judgeObjectives } from '../../../results/objectives/run-objectives.ts'
import { levelsOf, PROFILES } from '../../controls/profile.ts'
import { type Entrant, resolveEntrants } from '../../plan/entrants.ts'
import { planTrials } from '../../plan/plan.ts'
import { LATENCY_PROFILES } from '../../world/model-profiles.ts'
import type { RunFlags } from '../flags.ts'
import { readHosts } from './charge-cpu.ts'
import { checkLifetime } from './check-lifetime.ts'
import type { PreparedRun } from './prepared-run.ts'
import { readPredictions } from './read-predictions.ts'
import { checkPolicy } from './check-policy.ts'

const KNOWN = {
  models: LATENCY_PROFILES.map((profile) => profile.name),
  architectures: ARCHITECTURES,
  profiles: PROFILES,
  asksPeople,
  objectiveFault,
}

/** False for a profile that there is not: that is told apart, with its own place. */
function asksPeople(profile: string): boolean {
  try {
    return levelsOf(profile, 'mesh').approvals !== 'H0'
  } catch {
    return false
  }
}

function objectiveFault(text: string) {
  const parsed = parseObjective(text)
  return parsed.kind === 'fault' ? parsed : undefined
}

/** Throws a located error for whatever is wrong with the workload or a flag. */
export async function prepareRun(source: string, flags: RunFlags): Promise<PreparedRun> {
  const loaded = loadWorkload(source, { known: KNOWN })
  const { workload, digest, warnings } = overrideWorkload(loaded.workload, flags.overrides, {
    known: KNOWN,
  })
  const { measure, organisation } = workload
  const entrants = await resolveEntrants({
    architectures: measure.architectures,
    architecturesFrom:
      flags.overrides.architectures === undefined
        ? `${loaded.file}: measure.architectures`
        : '--architectures',
    profiles: measure.profiles,
    topologies: flags.topologies,
  })
  const policy = await checkPolicy(workload, entrants, loaded.file)
  const planned = planTrials(entrants, organisation.agents, measure, flags.seed)
  const hosts = readHosts(flags.cpu, planned)
  return {
    flags,
    workload,
    digest,
    file: loaded.file,
    entrants,
    planned,
    ...(hosts === undefined ? {} : { hosts }),
    ...(flags.predictions === undefined ? {} : { predictions: readPredictions(flags.predictions) }),
    warnings: [
      ...loaded.warnings,
      ...warnings,
      ...policy,
      ...idleObjectives(workload, entrants),
      ...checkLifetime(workload, planned),
    ],
  }
}

/** Objectives that no trial of the run can be evidence for. */
function idleObjectives(workload: Workload, entrants: readonly Entrant[]): string[] {
  const planned = {
    entrants,
    sizes: workload.organisation.agents,
    workload: { name: workload.name, digest: '', resolved: workload },
  }
  return judgeObjectives(planned, [])
    .filter((record) => record.entrant === null)
    .map(({ objective, because }) => `objective "${objective}": ${because}`)
}
