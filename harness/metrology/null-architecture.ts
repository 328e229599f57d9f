/**
 * The architecture that does nothing: every task ends at the moment it starts, with an empty answer.
 * What a trial of it shows is the harness: the arrivals that it offers, and the time that it takes.
 */
import { defineArchitecture } from '../../adapters/contract.ts'

export const nullArchitecture = defineArchitecture({
  name: 'null',
  facts: {
    title: 'Null',
    style: 'reference design',
    version: '1',
    topologies: [{ name: 'none', summary: 'nobody works' }],
    changedDefaults: [],
    doesNotDo: ['anything'],
    controlPoint: 'none: no message and no effect is made',
    usesPromises: false,
  },
  open: () => ({
    start: (_, done) => done({ kind: 'done', text: '' }),
    serve: (_, reply) => reply({ kind: 'refused', reason: 'nobody works' }),
    report: () => undefined,
    purge: () => 0,
  }),
})
