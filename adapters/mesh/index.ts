import { type Architecture, defineArchitecture } from '../contract.ts'
import { MeshDeployment } from './deployment.ts'
import { facts } from './facts.ts'

export const mesh: Architecture = defineArchitecture({
  name: 'mesh',
  facts,
  open: (cell) => new MeshDeployment(cell),
})
