/** The execution model of AutoGen 0.4+ as an architecture. */
import { type Architecture, type Cell, defineArchitecture, type Deployment } from '../contract.ts'
import { AutogenDeployment } from './deployment.ts'
import { facts } from './facts.ts'
import type { EventLog } from './runtime.ts'
import type { Topology } from './team-run.ts'

/** Opens a deployment with the event log as shipped (`eager`) or without it (`off`). */
export function openAutogen(cell: Cell, topology: string, eventLog: EventLog): Deployment {
  if (!isTopology(topology)) throw new Error(`autogen has no topology ${topology}`)
  return new AutogenDeployment(cell, topology, eventLog)
}

export const autogen: Architecture = defineArchitecture({
  name: 'autogen',
  facts,
  open: (cell, topology) => openAutogen(cell, topology, 'eager'),
})

function isTopology(name: string): name is Topology {
  return name === 'round-robin' || name === 'selector' || name === 'swarm'
}
