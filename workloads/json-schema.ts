/** The JSON Schema of the workload file, for editors. */
import { z } from 'zod'
import { workloadSchema } from './schema.ts'

/**
 * Draft-07, because the YAML language server supports nothing newer. It describes the file as it is
 * written (durations are texts, defaults are optional), not the resolved workload.
 */
export function workloadJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(workloadSchema, { target: 'draft-7', io: 'input' })
  return { $schema, title: 'Muster workload', ...rest }
}

/** The text of `workloads/schema.json`, which `muster schema` prints. */
export function workloadJsonSchemaText(): string {
  return `${JSON.stringify(workloadJsonSchema(), null, 2)}\n`
}
