/** The architecture `crewai`: the execution model of CrewAI 1.14, re-implemented. */
import { type Architecture, defineArchitecture } from '../contract.ts'
import { CrewDeployment } from './department.ts'
import { CREWAI_FACTS } from './facts.ts'

/** Topologies `sequential` (the framework's default process) and `hierarchical`. */
export const crewai: Architecture = defineArchitecture({
  name: 'crewai',
  facts: CREWAI_FACTS,
  open: (cell, topology) => new CrewDeployment(cell, topology === 'hierarchical'),
})
