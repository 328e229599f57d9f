/** What an agent's process tells the policy server about one step. Plain data: it crosses threads. */

export interface PolicyStep {
  readonly type: 'tool' | 'llm'
  /** Name of the tool, or of the function that asks the model. */
  readonly name: string
  readonly stage: 'pre' | 'post'
  /** What the step is given: the argument of a tool call, or the text of a request. */
  readonly input: string
  /** Says who asks. The server believes it: with its own authentication off, anybody may say anything. */
  readonly context: {
    readonly agent: number
    readonly role: string
    readonly department: string
    readonly workId: number
  }
}
