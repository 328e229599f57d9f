/**
 * Controls of the kinds that Agent Control 8.15 seeds its server with (`bootstrap/out_of_box_controls.py`),
 * written anew for what Muster's agents do.
 *
 * Deviations, all declared: the product seeds its controls and binds none to an agent, here all agents
 * are bound; its allowlist ships with placeholders that it tells users to replace, here with the
 * organisation's tools; its checks of model output are made here on what leaves the agent, the input
 * of posts and requests; its two controls that steer to an approval are left out, because Muster has
 * approvals as a stage of their own (H1, H2).
 */
import type { Control } from '../../../../workloads/policy-server.ts'

const TOOL_CALL = { stepTypes: ['tool'], stages: ['pre'] } as const
const LEAVING = { ...TOOL_CALL, stepNames: ['post', 'ask_peer'] } as const

export const DEFAULT_CONTROLS: readonly Control[] = [
  {
    name: 'tool-allowlist',
    scope: TOOL_CALL,
    selector: { path: 'name' },
    evaluator: {
      name: 'list',
      values: ['lookup', 'read_board', 'post', 'ask_peer'],
      matchOn: 'no_match',
    },
    action: { decision: 'deny', message: 'the tool is not on the list' },
  },
  {
    name: 'destructive-command',
    scope: { ...TOOL_CALL, stepNames: ['lookup'] },
    selector: { path: 'input' },
    evaluator: {
      name: 'regex',
      pattern: String.raw`\b(?:rm\s+-(?:rf|fr)\s+[/~]|mkfs\.?\w*\s|shutdown\s+-h)`,
      ignoreCase: true,
    },
    action: { decision: 'deny', message: 'a command that destroys' },
  },
  {
    name: 'personal-number',
    scope: LEAVING,
    selector: { path: 'input' },
    evaluator: {
      name: 'regex',
      pattern: String.raw`(?<![\w-])(?!000)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])`,
    },
    action: { decision: 'deny', message: 'a social security number would leave the agent' },
  },
  {
    name: 'credential',
    scope: LEAVING,
    selector: { path: 'input' },
    evaluator: {
      name: 'regex',
      pattern: String.raw`-----BEGIN [A-Z ]*PRIVATE KEY-----|\bA[KS]IA[A-Z\d]{16}\b`,
    },
    action: { decision: 'deny', message: 'a credential would leave the agent' },
  },
]
