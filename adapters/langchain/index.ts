/** The LangChain architecture: the real packages behind the contract. */
import './environment.ts'
import { defineArchitecture, type Architecture, type Cell } from '../contract.ts'
import { LangChainDeployment } from './deployment.ts'
import { facts } from './facts.ts'
import type { StepAgents } from './step-agents.ts'
import { SubagentsTopology } from './subagents.ts'
import { SupervisorTopology } from './supervisor.ts'
import { SwarmTopology } from './swarm.ts'
import type { Topology } from './topology.ts'

const TOPOLOGIES: Readonly<Record<string, (cell: Cell, agents: StepAgents) => Topology>> = {
  subagents: (cell, agents) => new SubagentsTopology(cell, agents),
  supervisor: (cell) => new SupervisorTopology(cell),
  swarm: (cell) => new SwarmTopology(cell),
}

export const langchain: Architecture = defineArchitecture({
  name: 'langchain',
  facts,
  open: (cell, topology) => {
    const create = TOPOLOGIES[topology]
    if (create === undefined) throw new Error(`langchain has no topology ${topology}`)
    return new LangChainDeployment(cell, create)
  },
})
