import type { ArchitectureFacts } from '../contract.ts'

export const facts: ArchitectureFacts = {
  title: 'Workflow agents',
  style: 'reference design',
  version: 'Muster reference workflow 1',
  topologies: [
    {
      name: 'pipeline',
      summary:
        'each task type is a process with its own stage agents, one for each role in each ' +
        'department, shared by all of its teams; a case goes from stage to stage',
    },
  ],
  changedDefaults: [],
  doesNotDo: [
    'no agent for each employee: a department’s teams share the stage agents of a process, and each ' +
      'does one step at a time, in order of arrival',
    'no emergent work: a process is fixed by the first case of its type; a case with other stages fails',
    'no stages side by side: also steps that do not need each other follow one another',
    'no planning call: the pipeline says who is next',
    'no priorities and no patience: a case is served in turn, also after its deadline',
    'no case store: a case lives in the messages and in the agent that holds it',
  ],
  controlPoint: 'every hand-over at its receiver, and every tool call, takes the control path',
  usesPromises: false,
}
