import type { ArchitectureFacts } from '../contract.ts'

/** Conversations that a department's assistant holds at once, by topology. */
export const SESSIONS: Readonly<Record<string, number>> = { sessions: 8, single: 1 }

export const facts: ArchitectureFacts = {
  title: 'Centralized assistant',
  style: 'reference design',
  version: 'Muster reference assistant 1',
  topologies: [
    {
      name: 'sessions',
      summary:
        'one assistant with eight sessions in each department (assumption); whoever finds none ' +
        'free waits in line',
    },
    {
      name: 'single',
      summary: 'one session in each department: strictly one conversation at a time',
    },
  ],
  changedDefaults: [],
  doesNotDo: [
    'no agents behind the assistant: it does every step of a task itself, one after the other, also ' +
      'those pinned to an employee’s agent; a task of one step is its assignee’s own act',
    'no messages inside a department, so authentication has tool calls and other departments only',
    'one deployment is shown as a session pool in each department, under one service account there: ' +
      'a step for another department is done by the pool there, and no session is lent across',
    'no successor: while the assistant of a department is in quarantine, its tasks fail',
    'no priorities and no patience: a request is served in turn, also after its deadline',
    'no summary of a long conversation: every call sends all of it',
  ],
  controlPoint:
    'every tool call, and every message to or from another department, takes the control path',
  usesPromises: false,
}
