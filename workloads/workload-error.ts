/** One error for all that is wrong with a workload file. */
import { MusterError, type MusterErrorCode } from '../harness/kernel/errors.ts'

export interface WorkloadProblem {
  readonly code: MusterErrorCode
  /** `file:line:column`, or the flag that it is about. */
  readonly where: string
  readonly message: string
  readonly hint?: string
  /** 1-based place and the lines around it, if it is in a file. */
  readonly line?: number
  readonly column?: number
  readonly frame?: string
}

/** Most problems that are printed; the rest are counted. */
export const MAX_PROBLEMS = 10

/**
 * A `MusterError` whose `message` is ready to print: with one problem its sentence and code frame,
 * with several one block each. `where` is the first problem's. The code is the problems', or
 * `WORKLOAD_INVALID` if they differ.
 */
export class WorkloadError extends MusterError {
  readonly problems: readonly WorkloadProblem[]

  constructor(problems: readonly WorkloadProblem[]) {
    const [first] = problems
    if (first === undefined) throw new TypeError('a WorkloadError needs a problem')
    const several = problems.length > 1
    const same = problems.every((problem) => problem.code === first.code)
    const hint = several ? undefined : first.hint
    super(
      same ? first.code : 'WORKLOAD_INVALID',
      several ? describeAll(problems) : describeOne(first),
      { where: first.where, ...(hint === undefined ? {} : { hint }) },
    )
    this.name = 'WorkloadError'
    this.problems = problems
  }
}

function describeOne(problem: WorkloadProblem): string {
  return problem.frame === undefined ? problem.message : `${problem.message}\n${problem.frame}`
}

function describeAll(problems: readonly WorkloadProblem[]): string {
  const blocks = problems.slice(0, MAX_PROBLEMS).map((problem) => {
    const hint = problem.hint === undefined ? '' : `\n    ${problem.hint}`
    const frame = problem.frame === undefined ? '' : `\n${problem.frame}`
    return `${problem.where}  ${problem.code}\n    ${problem.message}${hint}${frame}`
  })
  const more = problems.length - MAX_PROBLEMS
  if (more > 0) blocks.push(`… and ${more} more`)
  return [`${problems.length} problems`, ...blocks].join('\n\n')
}
