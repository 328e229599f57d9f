/** The controls of a policy server as a workload file writes them. */
import { z } from 'zod'

const words = (what: string) => z.array(z.string().min(1).max(200)).min(1).max(1000).describe(what)

const expression = z
  .string()
  .max(2000)
  .refine(isExpression, {
    error: ({ input }) => `is ${JSON.stringify(input)}; expected a regular expression`,
  })
  .describe('A JavaScript regular expression.')

function isExpression(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}

const regex = z.strictObject({
  name: z.literal('regex').describe('An expression is looked for.'),
  pattern: expression,
  ignoreCase: z.boolean().optional().describe('Default: false.'),
})

const list = z.strictObject({
  name: z.literal('list').describe('Words are looked for.'),
  values: words('What is looked for.'),
  logic: z.enum(['any', 'all']).optional().describe('Whether one value is enough. Default: any.'),
  matchOn: z
    .enum(['match', 'no_match'])
    .optional()
    .describe('Whether it matches when values are found or when they are not. Default: match.'),
  matchMode: z
    .enum(['exact', 'contains'])
    .optional()
    .describe('The whole text, or as words in it. Default: exact.'),
  caseSensitive: z.boolean().optional().describe('Default: false.'),
})

/** One control. `harness/controls/policy/central` says how they decide together. */
export const controlSchema = z.strictObject({
  name: z.string().min(1).max(80).describe('Named in what a stopped agent is told.'),
  enabled: z.boolean().optional().describe('Default: true.'),
  scope: z
    .strictObject({
      stepTypes: z
        .array(z.enum(['tool', 'llm']))
        .optional()
        .describe('Default: any.'),
      stepNames: words('lookup, read_board, post or ask_peer.').optional(),
      stages: z
        .array(z.enum(['pre', 'post']))
        .optional()
        .describe('Default: any.'),
    })
    .prefault({})
    .describe('Which steps it is about. Muster asks about tool steps, before they are done.'),
  selector: z
    .strictObject({
      path: z.string().min(1).max(200).describe('input, name, context.role and the like, or *.'),
    })
    .describe('What of the step is looked at.'),
  evaluator: z.union([regex, list]).describe('How it is looked at.'),
  action: z
    .strictObject({
      decision: z
        .enum(['deny', 'steer', 'observe'])
        .describe('deny and steer stop the step; observe lets it pass.'),
      message: z.string().max(500).optional().describe('Told to the agent.'),
    })
    .describe('What happens on a match.'),
})
