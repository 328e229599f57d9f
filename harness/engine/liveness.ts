/**
 * Liveness: a trial is valid only if its controls were really at work. What the stages say that they
 * did must be what the engine saw being accepted and carried out; level 0 counts like any other,
 * because its stages are asked too. Only L0 keeps no records, so none are demanded of it.
 */
import type { ValidityCondition } from '../../results/record.ts'
import type { ControlLevels } from '../controls/levels.ts'
import type { StageFault } from '../controls/stage-fault.ts'
import {
  addLiveness,
  type LivenessResult,
  type LivenessTally,
  zeroLiveness,
} from './liveness-tally.ts'

/** The conditions on a trial's controls, from all of its shards. */
export function livenessConditions(
  levels: ControlLevels,
  shards: readonly LivenessResult[],
): ValidityCondition[] {
  const tally = zeroLiveness()
  for (const shard of shards) addLiveness(tally, shard.tally)
  const lost = shards.reduce((sum, shard) => sum + shard.recordsLost, 0)
  return [
    opensCondition(tally),
    decisionsCondition(tally),
    effectsCondition(tally),
    recordsCondition(tally, levels.audit),
    {
      name: 'the audit sink kept every record',
      holds: lost === 0 && tally.recordsRefused === 0,
      detail: `${tally.recordsRefused} not taken, ${lost} taken and then lost; free disk space where trails are spooled (TMPDIR), then run again`,
    },
    commandsCondition(tally),
    faultsCondition(shards.flatMap((shard) => shard.faults)),
  ]
}

function opensCondition(tally: LivenessTally): ValidityCondition {
  const accepted = tally.accepted + tally.acceptedFurther
  const inauthentic = tally.refusedByAuthentication + tally.refusedByAuthenticationFurther
  const later = tally.refusedByCapability + tally.refusedLater
  return {
    name: 'every accepted message was authenticated',
    holds: tally.opens === accepted + inauthentic + later,
    detail: `${tally.opens} opens by the stage’s count = ${accepted} accepted + ${inauthentic} not authentic + ${later} refused later; a difference means a way round authentication`,
  }
}

function decisionsCondition(tally: LivenessTally): ValidityCondition {
  return {
    name: 'every accepted message was decided by the policy',
    holds: tally.decisions === tally.accepted + tally.refusedLater,
    detail: `${tally.decisions} decisions by the stage’s count = ${tally.accepted} accepted + ${tally.refusedLater} denied; a difference means a way round the policy`,
  }
}

function effectsCondition(tally: LivenessTally): ValidityCondition {
  const { toolEffects, acceptedToolCalls, peerAnswers, acceptedPeerRequests } = tally
  return {
    name: 'every effect was accepted first',
    holds: toolEffects <= acceptedToolCalls && peerAnswers <= acceptedPeerRequests,
    detail: `${toolEffects} effects of tools of ${acceptedToolCalls} accepted calls, ${peerAnswers} answers to other departments of ${acceptedPeerRequests} accepted requests; more effects than acceptances mean a way round the control path`,
  }
}

function recordsCondition(tally: LivenessTally, level: ControlLevels['audit']): ValidityCondition {
  const { accepted, records, recordsDropped, asksForRecords } = tally
  const name = 'every accepted message was recorded'
  if (level === 'L0') {
    return {
      name,
      holds: asksForRecords >= accepted,
      detail: `exempt: L0 keeps no records; it was asked for ${asksForRecords} of ${accepted}`,
    }
  }
  const written = records + recordsDropped
  const dropped = recordsDropped === 0 ? '' : ` + ${recordsDropped} that L1 lost by its model`
  return {
    name,
    holds: asksForRecords >= accepted && written >= accepted,
    detail: `${records} records by the sink’s count${dropped} for ${accepted} accepted; fewer mean effects that left no trace`,
  }
}

function commandsCondition(tally: LivenessTally): ValidityCondition {
  const { commandsDue, commandsCarriedOut } = tally
  return {
    name: 'every containment command was carried out',
    holds: commandsCarriedOut === commandsDue,
    detail: `${commandsCarriedOut} carried out by cells = ${commandsDue} given and due before the end; fewer mean cells in which an agent was never contained`,
  }
}

function faultsCondition(faults: readonly StageFault[]): ValidityCondition {
  const [first] = [...faults].sort((a, b) => a.at - b.at)
  const name = 'no control failed'
  if (first === undefined) return { name, holds: true, detail: 'no stage threw' }
  const count = faults.reduce((sum, fault) => sum + fault.count, 0)
  const stages = [...new Set(faults.map(({ stage }) => stage))].join(', ')
  return {
    name,
    holds: false,
    detail: `${count} faults in ${stages}; the first in ${first.stage} of cell ${first.cell} at ${first.at} µs: ${first.message}; what it had in hand was refused${first.stage === 'detection' ? ', but nobody watched from then on' : ''}`,
  }
}
