import type { ArchitectureFacts } from '../contract.ts'

export const facts: ArchitectureFacts = {
  title: 'Custom mesh',
  style: 'reference design',
  version: 'Muster reference mesh 1',
  topologies: [
    {
      name: 'direct',
      summary: 'agents address each other directly; contacts outside the team are bounded',
    },
  ],
  changedDefaults: [],
  doesNotDo: [
    'no planning call: the agent that answers for a task asks for each step by the task’s graph',
    'no gossip or dynamic discovery protocol: the directory is asked, and asking costs nothing',
    'no redelivery after a lost message: the simulated network loses none',
  ],
  controlPoint: 'every envelope at its receiver, and every tool call, takes the control path',
  usesPromises: false,
}
