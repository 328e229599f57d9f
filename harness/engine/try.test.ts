import { it } from 'vitest'
import { ENTRANTS, runHere } from './testing/trial.ts'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import { GOVERNED } from '../controls/levels.ts'
for (const [architecture, topology] of ENTRANTS) {
  it(`${architecture} ${topology}`, async () => {
    const t0 = performance.now()
    const r = await runHere({ architecture, topology })
    const t1 = performance.now()
    const i = await runHere({ architecture, topology, workload: testWorkload(), levels: GOVERNED })
    console.log(
      JSON.stringify({
        architecture,
        topology,
        ms: t1 - t0,
        ms2: performance.now() - t1,
        tasks: r.tasks,
        valid: r.validity.valid,
        conds: r.validity.conditions.filter((c) => !c.holds),
        it: i.tasks,
        ivalid: i.validity.valid,
        c: { ...i.containment, timeline: 0 },
        digest: r.digest,
        e: i.effectsDigest,
      }),
    )
  })
}
