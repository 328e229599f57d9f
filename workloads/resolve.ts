/** From the checked file to the plain data that the harness runs. */
import { MS, SECOND, type VirtualUs } from '../harness/kernel/units.ts'
import { resolveApprovals, resolveAudit } from './control-sections.ts'
import { defaultTasks } from './default-tasks.ts'
import type { RawTask, RawWorkload } from './schema.ts'
import type { Control, PolicyServerSpec } from './policy-server.ts'
import type { DelaySpec, MeasureSpec, TaskType, Workload } from './workload.ts'

/**
 * Resolves a workload whose rules were checked: names every default, scales shares to sum to 1, and
 * turns durations into the units of `Workload`.
 */
export function resolveWorkload(raw: RawWorkload, fallbackName: string): Workload {
  const { organisation, arrivals, limits, reports, network, people, detection, incident } = raw
  const tasks = raw.tasks ?? defaultTasks(organisation.team, organisation.peerTeams)
  return {
    name: raw.name ?? fallbackName,
    description: raw.description,
    organisation: {
      ...organisation,
      agents: typeof organisation.agents === 'number' ? [organisation.agents] : organisation.agents,
    },
    tasks: scaleShares(tasks),
    arrivals: {
      process: arrivals.process,
      perTeamPerHour: arrivals.perTeamPerHour,
      windowUs: arrivals.window,
      minTasks: arrivals.minTasks,
    },
    limits: {
      tasksInFlightPerDepartment: limits.tasksInFlightPerDepartment,
      taskDeadlineUs: limits.taskDeadline,
    },
    reports: { everyUs: reports.every, fanIn: reports.fanIn },
    model: raw.model,
    network: {
      local: resolveDelay(network.local),
      crossDepartment: resolveDelay(network.crossDepartment),
    },
    people: {
      reviewers: people.reviewers,
      reviewUs: people.review,
      readerShare: people.readerShare,
      attentionHalfLifeUs: people.attentionHalfLife,
      reportProbability: people.reportProbability,
      falseReportProbability: people.falseReportProbability,
      reportLagUs: people.reportLag,
      ...(people.approvals === undefined ? {} : { approvals: resolveApprovals(people.approvals) }),
    },
    detection: { reports: detection.reports, windowUs: detection.window },
    ...(raw.audit === undefined ? {} : { audit: resolveAudit(raw.audit) }),
    ...(raw.policyServer === undefined
      ? {}
      : { policyServer: resolvePolicyServer(raw.policyServer) }),
    ...(incident === 'none'
      ? {}
      : {
          incident: {
            scenario: incident.scenario,
            place: incident.place,
            delayUs: incident.delay,
            horizonUs: incident.horizon,
            caseTasksPerHour: incident.caseTasksPerHour,
            // Defaults are left out, so that workloads without these keep their digest.
            ...(incident.floodMessages === 6_000 ? {} : { floodMessages: incident.floodMessages }),
            ...(incident.hypothesis === 'policy-too-permissive'
              ? {}
              : { hypothesis: incident.hypothesis }),
          },
        }),
    measure: resolveMeasure(raw.measure),
    ...(raw.objectives === undefined || raw.objectives.length === 0
      ? {}
      : { objectives: raw.objectives }),
  }
}

/** Shares are weights. Shares that sum to 1 already are left as they are, to the bit. */
function scaleShares(tasks: readonly RawTask[]): TaskType[] {
  const sum = tasks.reduce((total, task) => total + task.share, 0)
  const scale = Math.abs(sum - 1) < 1e-12 ? 1 : 1 / sum
  return tasks.map((task) => ({ ...task, share: task.share * scale }))
}

function resolveDelay(raw: { median: VirtualUs; sigma: number; min: VirtualUs }): DelaySpec {
  return { medianMs: raw.median / MS, sigma: raw.sigma, minMs: raw.min / MS }
}

/** Only what the file says, so that what it leaves out stays the usual. */
function resolvePolicyServer(
  raw: NonNullable<RawWorkload['policyServer']>,
): Partial<PolicyServerSpec> {
  const { places, decision, timeout, onUnreachable, unreachable, controls } = raw
  return {
    ...(places === undefined ? {} : { places }),
    ...(decision === undefined ? {} : { decisionUs: decision }),
    ...(timeout === undefined ? {} : { timeoutUs: timeout }),
    ...(onUnreachable === undefined ? {} : { onUnreachable }),
    ...(unreachable === undefined
      ? {}
      : { unreachable: { fromUs: unreachable.from, untilUs: unreachable.until } }),
    ...(controls === undefined ? {} : { controls: controls as readonly Control[] }),
  }
}

function resolveMeasure(raw: RawWorkload['measure']): MeasureSpec {
  return {
    trials: raw.trials === 'auto' ? raw.maxTrials : raw.trials,
    ...(raw.trials === 'auto' ? { stopping: { precision: raw.precision } } : {}),
    ...(raw.aa ? { aa: true as const } : {}),
    architectures: raw.architectures,
    profiles: raw.profiles,
    minCpuS: raw.minCpu / SECOND,
    trialTimeoutS: raw.trialTimeout / SECOND,
    ...(raw.auth === 'none' ? {} : { auth: raw.auth }),
  }
}
