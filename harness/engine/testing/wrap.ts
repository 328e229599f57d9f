/** Architectures with a twist, for tests: an inner one whose cell or deployment is tampered with. */
import {
  type Architecture,
  type Cell,
  defineArchitecture,
  type Deployment,
  type ModelReply,
} from '../../../adapters/contract.ts'

/** An architecture that opens `inner` on a cell that `cell` has changed, and changes its deployment. */
export function wrapped(
  inner: Architecture,
  changes: {
    readonly cell?: (cell: Cell) => Cell
    readonly deployment?: (deployment: Deployment, cell: Cell) => Deployment
  },
): Architecture {
  return defineArchitecture({
    ...inner,
    name: `wrapped-${inner.name}`,
    open: (cell, topology) => {
      const given = changes.cell?.(cell) ?? cell
      const deployment = inner.open(given, topology)
      return changes.deployment?.(deployment, given) ?? deployment
    },
  })
}

/** A deployment with some methods replaced; the others keep their `this`. */
export function withMethods(deployment: Deployment, methods: Partial<Deployment>): Deployment {
  return {
    start: (work, done) => deployment.start(work, done),
    serve: (request, reply) => deployment.serve(request, reply),
    report: (message) => deployment.report(message),
    purge: (agent) => deployment.purge(agent),
    ...methods,
  }
}

/** A cell whose model's replies go through `change` before the architecture sees them. */
export function withReplies(cell: Cell, change: (reply: ModelReply) => ModelReply): Cell {
  const { model } = cell
  return {
    ...cell,
    model: {
      call: (request, done) => model.call(request, (reply) => done(change(reply))),
      complete: async (request) => change(await model.complete(request)),
      present: (work, texts) => model.present(work, texts),
    },
  }
}

/** An architecture that is only a function from work to outcome. */
export function minimal(open: (cell: Cell) => Pick<Deployment, 'start'>): Architecture {
  return defineArchitecture({
    name: 'minimal',
    facts: {
      title: 'minimal',
      style: 'reference design',
      version: '1',
      topologies: [{ name: 'direct', summary: 'for tests' }],
      changedDefaults: [],
      doesNotDo: [],
      controlPoint: 'none',
      usesPromises: false,
    },
    open: (cell) => ({
      serve: (_request, reply) => reply({ kind: 'refused', reason: 'not served' }),
      report: () => undefined,
      purge: () => 0,
      ...open(cell),
    }),
  })
}
