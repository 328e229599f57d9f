/**
 * The workload file: its keys, units and defaults. Strict (an unknown key is an error), and every
 * field carries its description, because editors show it and the JSON Schema is made from it. The
 * defaults are the main job's (`library/organisation.yaml`) at two small sizes.
 */
import { z } from 'zod'
import { networkSection } from './network-section.ts'
import { policySection } from './policy-section.ts'
import { approvalsSection, auditSection } from './control-sections.ts'
import { controlSchema } from './control-schema.ts'
import { trialsSection } from './trials-section.ts'
import { DURATION_HELP, DURATION_PATTERN, parseDuration } from './duration.ts'

/** Names of task types, steps and roles: they become part of prompts and identifiers. */
const NAME_PATTERN = /^[a-z][a-z0-9_-]{0,39}$/

function profileName() {
  return z.string().regex(/^[a-z][a-z0-9_-]{0,39}(\/[A-Z][0-9]){0,8}$/, {
    error: (issue) =>
      `is ${quote(issue.input)}; expected a profile, as in governed, or one with levels, as in governed/A4/L3`,
  })
}

function name() {
  return z.string().regex(NAME_PATTERN, {
    error: (issue) =>
      `is ${quote(issue.input)}; expected a name of at most 40 small letters, digits, "-" and "_" that starts with a letter`,
  })
}

/** A duration with its unit, as whole microseconds. */
function duration(least: 'zero' | 'positive' = 'positive') {
  return z
    .string({
      error: ({ input }) => {
        if (input === undefined) return 'is missing'
        if (input === null) return `is empty; ${DURATION_HELP}`
        if (typeof input === 'number' && input < 0) return `${input} is negative; ${DURATION_HELP}`
        if (typeof input === 'number') return `${input} has no unit; ${DURATION_HELP}`
        return `is not a duration; ${DURATION_HELP}`
      },
    })
    .regex(DURATION_PATTERN, { error: ({ input }) => complaint(String(input)) })
    .transform((text, context) => {
      const parsed = parseDuration(text)
      if (parsed.kind === 'duration' && (parsed.us > 0 || least === 'zero')) return parsed.us
      const message = parsed.kind === 'duration' ? `${text} must be above 0` : complaint(text)
      context.issues.push({ code: 'custom', input: text, message })
      return z.NEVER
    })
}

function complaint(text: string): string {
  const parsed = parseDuration(text)
  return parsed.kind === 'invalid' ? `${quote(text)} ${parsed.reason}` : ''
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

const count = (most: number) => z.int().min(1).max(most)
const probability = () => z.number().min(0).max(1)
const agentCount = () => count(100_000_000)

const organisation = z.strictObject({
  agents: z
    .union([agentCount(), z.array(agentCount()).min(1).max(20)])
    .prefault([78, 780])
    .describe('Sizes to run, in agents: one number or a list.'),
  team: z
    .array(name())
    .min(1)
    .max(100)
    .prefault(['lead', 'analyst', 'analyst', 'writer', 'reviewer', 'operator'])
    .describe('Role of each seat of a team, the lead first. A role may have several seats.'),
  teamsPerDepartment: count(100_000)
    .prefault(50)
    .describe('Teams under one department meta-agent.'),
  departmentsPerDivision: count(100_000)
    .prefault(10)
    .describe('Departments under one division meta-agent.'),
  functions: z
    .array(name())
    .min(1)
    .max(100)
    .prefault(['content-policy', 'engineering', 'sales', 'hr', 'infrastructure'])
    .describe('What departments do, dealt round-robin by department number.'),
  peerTeams: z
    .int()
    .min(0)
    .max(10_000)
    .prefault(4)
    .describe('Teams of other departments that a team may ask for help.'),
})

const step = z.strictObject({
  name: name().describe('Name of the step, unique in its task type.'),
  role: name().describe('Who does it: a role of organisation.team.'),
  needs: z
    .array(name())
    .max(100)
    .prefault([])
    .describe(
      'Earlier steps whose artefacts must be in the prompt. Default: none, the brief only.',
    ),
  toolRounds: z
    .int()
    .min(0)
    .max(100)
    .prefault(0)
    .describe('Tool calls before the answer. The model calls of a step are toolRounds + 1.'),
  tool: z
    .enum(['lookup', 'read_board', 'post'])
    .prefault('lookup')
    .describe(
      'The tool of each round: lookup asks an internal system, read_board reads the guidance on the department’s board, post publishes on it.',
    ),
  at: z
    .enum(['team', 'peer'])
    .prefault('team')
    .describe('Where it is done: in the own team, or in another department on request.'),
  outputTokens: count(100_000).prefault(120).describe('Length of the answer in tokens.'),
})

const task = z.strictObject({
  name: name().describe('Name of the task type, unique in the file.'),
  share: z
    .number()
    .gt(0)
    .max(1e6)
    .prefault(1)
    .describe('Weight of this type among the arrivals. Weights are scaled to sum to 1.'),
  steps: z
    .array(step)
    .min(1)
    .max(100)
    .describe('In an order in which they can be done. The last one is the result.'),
})

const arrivals = z.strictObject({
  process: z
    .enum(['poisson', 'closed'])
    .prefault('poisson')
    .describe(
      'poisson: each team has its own random arrivals. closed: each team starts its next task when one ends.',
    ),
  perTeamPerHour: z
    .number()
    .gt(0)
    .max(1e6)
    .prefault(0.0045)
    .describe('Tasks that arrive at a team in a virtual hour, on average (poisson).'),
  window: duration().prefault('4h').describe('Virtual time in which tasks arrive.'),
  minTasks: z
    .int()
    .min(0)
    .max(1e9)
    .prefault(160)
    .describe(
      'Small organisations are driven harder, so that about this many tasks arrive at least.',
    ),
})

const limits = z.strictObject({
  tasksInFlightPerDepartment: count(1_000_000)
    .prefault(64)
    .describe('Tasks that a department works on at a time; more wait in its queue.'),
  taskDeadline: duration()
    .prefault('30m')
    .describe('A task that takes longer has failed, and is counted as censored in latency.'),
})

const reports = z.strictObject({
  every: duration().prefault('1h').describe('How often a meta-agent condenses what has come in.'),
  fanIn: count(10_000).prefault(50).describe('Most reports in one synthesis.'),
})

const model = z.strictObject({
  profile: name()
    .prefault('llama-2-70b-2023')
    .describe('Latency profile of the simulated model; `muster doctor` lists them.'),
  led: probability()
    .prefault(0.85)
    .describe('Probability that a model repeats a canary that is in its prompt.'),
  requestsPerMinute: z
    .int()
    .min(0)
    .max(1e9)
    .prefault(0)
    .describe('Provider quota of each department, in requests a minute. 0: no quota.'),
})

const people = z.strictObject({
  reviewers: z
    .int()
    .min(0)
    .max(1_000_000)
    .prefault(2)
    .describe('People who triage alerts and decide about actions, in each department.'),
  review: duration().prefault('10m').describe('Median time that a person needs for one alert.'),
  readerShare: probability()
    .prefault(0.07)
    .describe('Readers of a department’s guidance board, as a share of all agents’ owners.'),
  attentionHalfLife: duration()
    .prefault('3h')
    .describe('Time after which half of a post’s readers have seen it.'),
  reportProbability: probability()
    .prefault(0.01)
    .describe('Probability that a reader of bad guidance reports it.'),
  falseReportProbability: probability()
    .prefault(0.0002)
    .describe('Probability that a reader of good guidance reports it by mistake.'),
  reportLag: duration('zero')
    .prefault('20m')
    .describe('Median time between reading and reporting.'),
  approvals: approvalsSection(duration)
    .optional()
    .describe('How people decide about single actions (approvals H1 and H2).'),
})

const policyServer = z.strictObject({
  places: count(100_000)
    .optional()
    .describe('Decisions that the server works on at once; more wait in line. Default: 16.'),
  decision: duration()
    .optional()
    .describe('Median time of one decision, the line left out (log-normal). Default: 36ms.'),
  timeout: duration().optional().describe('How long a client waits. Default: 30s.'),
  onUnreachable: z
    .enum(['deny', 'allow'])
    .optional()
    .describe('What clients do with a step about which nobody answered. Default: deny.'),
  unreachable: z
    .strictObject({
      from: duration('zero').describe('Virtual time from which requests to the server are lost.'),
      until: duration().describe('Virtual time at which the server is back.'),
    })
    .refine(({ from, until }) => until > from, { error: 'ends before it begins', path: ['until'] })
    .optional()
    .describe('An attacker keeps the server from being reached. Default: never.'),
  controls: z
    .array(controlSchema)
    .max(500)
    .optional()
    .describe('Replaces the usual controls. An empty list allows everything.'),
})

const detection = z.strictObject({
  reports: count(1_000_000)
    .prefault(6)
    .describe('Detection level D1 raises an alert at this many reports about one subject.'),
  window: duration().prefault('4h').describe('Time in which those reports must come.'),
})

const incident = z.strictObject({
  scenario: z
    .enum(['rogue-guidance', 'flood'])
    .prefault('rogue-guidance')
    .describe(
      'rogue-guidance: an agent with its own valid credential posts unauthorised guidance on its department’s board. flood: it sends its lead thousands of well-formed messages whose signatures are wrong, within a minute.',
    ),
  floodMessages: z
    .int()
    .min(0)
    .max(1_000_000)
    .prefault(6_000)
    .describe('Messages of a flood. 0: none, to compare with.'),
  place: z
    .enum(['leaf', 'middle', 'hub'])
    .prefault('leaf')
    .describe(
      'Where the rogue sits: a writer (leaf), the lead of a team (middle), or the apex (hub), which has no board to post on and only reads.',
    ),
  hypothesis: z
    .enum([
      'policy-too-permissive',
      'enforcement-skipped',
      'approval-rubber-stamped',
      'human-relay',
    ])
    .prefault('policy-too-permissive')
    .describe(
      'Why the rogue gets through. policy-too-permissive: its role may post. enforcement-skipped: its code calls the board itself and asks no policy; only a sandbox (S1 and above) is in its way. approval-rubber-stamped: people approve whatever they are asked. human-relay: a person follows the post and opens data to too many, with a valid credential of their own.',
    ),
  delay: duration('zero')
    .prefault('10m')
    .describe('Time between the end of the arrival window and the post.'),
  horizon: duration().prefault('8h').describe('How long the world is watched after the post.'),
  caseTasksPerHour: z
    .number()
    .min(0)
    .max(1e6)
    .prefault(2)
    .describe('Tasks an hour that the rogue’s team works on meanwhile.'),
})

const auth = z.strictObject({
  agents: agentCount().prefault(780).describe('Size at which the levels are compared.'),
  profile: name().prefault('governed').describe('Profile whose auth level is switched.'),
  levels: z
    .array(z.enum(['A0', 'A1', 'A2', 'A3', 'A4']))
    .min(2)
    .max(5)
    .prefault(['A0', 'A2', 'A3'])
    .describe(
      'A0: none, the reference. A1: one token for all. A2: a MAC for each message after a handshake. A3: a signature for each message. A4: an encrypted channel after a mutual handshake.',
    ),
})

const measure = z.strictObject({
  ...trialsSection,
  architectures: z
    .array(z.string().regex(/^[a-z][a-z0-9-]*(:[a-z][a-z0-9-]*)?$/))
    .min(1)
    .max(50)
    .prefault(['langchain', 'crewai', 'autogen', 'mesh'])
    .describe('Architectures to compare; `crewai:hierarchical` names a topology.'),
  profiles: z
    .array(profileName())
    .min(1)
    .max(20)
    .prefault(['as-shipped', 'governed'])
    .describe(
      'Controls to compare: bare, as-shipped, governed, hitl, agent-control, agent-control-isolated; levels may follow, as in governed/A4/L3, governed/K1 (capabilities) governed/F1 (frames) or governed/X1 (libsodium); `muster explain A4` tells what a level is.',
    ),
  minCpu: duration('zero')
    .prefault('0.3s')
    .describe(
      'The window is repeated in a trial until it has used this much CPU time. The first trial of an entrant at a size decides for the others whether it is.',
    ),
  trialTimeout: duration()
    .prefault('5m')
    .describe('A trial that takes longer on the host fails alone.'),
  auth: z
    .union([z.literal('none'), auth])
    .prefault('none')
    .describe('Paired trials with the auth level switched, or none.'),
})

/** Schema of a workload file. Its output has durations in whole µs and every default filled in. */
export const workloadSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/)
      .optional()
      .describe('Name of the workload. Default: the name of the file.'),
    description: z.string().max(2000).prefault('').describe('What it is for, in a sentence.'),
    organisation: organisation
      .prefault({})
      .describe('Who there is: teams, departments, divisions.'),
    tasks: z
      .array(task)
      .min(1)
      .max(100)
      .optional()
      .describe(
        'Task types that arrive, with their steps. Default: analysis, guidance and release, dealt to the team’s roles.',
      ),
    arrivals: arrivals.prefault({}).describe('When tasks arrive.'),
    limits: limits.prefault({}).describe('What may be worked on at a time, and for how long.'),
    reports: reports.prefault({}).describe('How reports are condensed on their way up.'),
    model: model.prefault({}).describe('The simulated language model.'),
    network: networkSection(duration).prefault({}).describe('Simulated delays of messages.'),
    people: people.prefault({}).describe('Simulated people: reviewers and readers.'),
    policy: policySection.optional(),
    policyServer: policyServer
      .optional()
      .describe('The policy server that level P3 asks, where it differs from the usual one.'),
    detection: detection.prefault({}).describe('When an alert is raised.'),
    audit: auditSection(duration)
      .optional()
      .describe('How the audit trail is kept on this machine (audit L1 to L3).'),
    incident: z
      .union([z.literal('none'), incident])
      .prefault({})
      .describe('What goes wrong after the arrival window, or none.'),
    measure: measure.prefault({}).describe('What is compared, how often, and for how long.'),
    objectives: z
      .array(z.string().min(1).max(300))
      .max(100)
      .optional()
      .describe(
        'What must hold for each entrant and size, as in: taskLatencyMs p99 < 120 s @ agents=78000 for mesh@*. A run whose objectives do not all hold ends with exit code 3.',
      ),
  })
  .describe('A Muster workload: one organisation, its work, and what is measured.')

/** A workload file after the schema: defaults filled in, durations in µs, nothing cross-checked. */
export type RawWorkload = z.output<typeof workloadSchema>

export type RawTask = z.output<typeof task>

/** Sections of a file that are well formed by themselves. */
export type RawSections = Partial<RawWorkload>
