/** What the levels of control that a run had are, and what they are not. */
import { CONTROL_STAGES, type ControlStage } from '../../results/control-levels.ts'
import type { EntrantRecord } from '../../results/record.ts'
import { html, type Html } from './html.ts'

/** The level of an entrant at a stage; the one that passes everything through where none is recorded. */
export function levelAt({ controls }: EntrantRecord, stage: ControlStage): string {
  return controls[stage] ?? (Object.keys(CONTROL_STAGES[stage].levels)[0] as string)
}

/** Every level above 0 that an entrant has, once, in the order of the path; nothing if none has any. */
export function renderControlLevels(entrants: readonly EntrantRecord[]): Html | undefined {
  const stages = Object.keys(CONTROL_STAGES) as ControlStage[]
  const explained = stages.flatMap((stage) => {
    const { title, levels } = CONTROL_STAGES[stage]
    const present = new Set(entrants.map((entrant) => levelAt(entrant, stage)))
    return Object.entries(levels)
      .slice(1)
      .filter(([level]) => present.has(level))
      .map(([level, text]) => ({ level, title, text }))
  })
  if (explained.length === 0) return undefined
  return html`<details>
    <summary>What the levels are</summary>
    <dl>
      ${explained.map(
        ({ level, title, text }) =>
          html`<dt>${level}, ${title}</dt>
            <dd>${text}</dd> `,
      )}
    </dl>
  </details> `
}
