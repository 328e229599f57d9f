import { describe, expect, it } from 'vitest'
import { BARE, GOVERNED, MESH_AS_SHIPPED } from './levels.ts'
import { levelsOf, PROFILES } from './profile.ts'

describe('a profile', () => {
  it('is the same full stack for every architecture when governed', () => {
    expect(levelsOf('governed', 'mesh')).toEqual(GOVERNED)
    expect(levelsOf('governed', 'crewai')).toEqual(GOVERNED)
  })

  it('is bare for a framework as shipped, and the article’s stack for the mesh', () => {
    expect(levelsOf('as-shipped', 'autogen')).toEqual(BARE)
    expect(levelsOf('as-shipped', 'mesh')).toEqual(MESH_AS_SHIPPED)
  })

  it('changes only the levels that follow its name', () => {
    expect(levelsOf('governed/A3/L0', 'mesh')).toEqual({ ...GOVERNED, auth: 'A3', audit: 'L0' })
  })

  it('puts people in the loop as hitl', () => {
    expect(levelsOf('hitl', 'mesh')).toEqual({ ...GOVERNED, approvals: 'H2' })
  })

  it('puts a policy server in place of what is shipped as agent-control, and no sandbox', () => {
    expect(levelsOf('agent-control', 'mesh')).toEqual({ ...MESH_AS_SHIPPED, policy: 'P3' })
    expect(levelsOf('agent-control', 'crewai')).toEqual({ ...BARE, policy: 'P3' })
    const isolated = { ...MESH_AS_SHIPPED, policy: 'P3', sandbox: 'S1' }
    expect(levelsOf('agent-control-isolated', 'mesh')).toEqual(isolated)
  })

  it.each(['gouverned', '', 'governed/A9', 'governed/', 'constructor', 'bare/auth'])(
    'is refused if it is "%s"',
    (profile) => {
      expect(() => levelsOf(profile, 'mesh')).toThrowError(
        expect.objectContaining({ code: 'ENTRANT_UNKNOWN' }),
      )
    },
  )

  it('has a name for each preset', () => {
    expect(PROFILES).toEqual([
      'bare',
      'as-shipped',
      'governed',
      'hitl',
      'agent-control',
      'agent-control-isolated',
    ])
  })
})
