/** The keys that a workload file may have at a path, read off its schema. */
import { z } from 'zod'
import type { Path } from './finding.ts'
import { workloadSchema } from './schema.ts'

/** Keys of the map at a path; empty if the schema has no map there. */
export function keysOfSchemaAt(path: Path): readonly string[] {
  let schemas: z.core.$ZodType[] = unwrap(workloadSchema)
  for (const part of path) {
    schemas = schemas.flatMap((schema) => {
      if (schema instanceof z.ZodArray) return unwrap(schema.element)
      if (!(schema instanceof z.ZodObject)) return []
      const inner: unknown = schema.shape[part]
      return inner instanceof z.ZodType ? unwrap(inner) : []
    })
  }
  return schemas.flatMap((schema) =>
    schema instanceof z.ZodObject ? Object.keys(schema.shape) : [],
  )
}

/** What is inside defaults and optionals, and every member of a union. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return unwrap(schema.unwrap())
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrap)
  return [schema]
}
