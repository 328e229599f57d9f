import { type Architecture, defineArchitecture } from '../contract.ts'
import { CentralizedDeployment } from './deployment.ts'
import { facts, SESSIONS } from './facts.ts'

export const centralized: Architecture = defineArchitecture({
  name: 'centralized',
  facts,
  open: (cell, topology) => new CentralizedDeployment(cell, SESSIONS[topology] as number),
})
