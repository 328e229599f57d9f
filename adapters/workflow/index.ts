import { type Architecture, defineArchitecture } from '../contract.ts'
import { WorkflowDeployment } from './deployment.ts'
import { facts } from './facts.ts'

export const workflow: Architecture = defineArchitecture({
  name: 'workflow',
  facts,
  open: (cell) => new WorkflowDeployment(cell),
})
