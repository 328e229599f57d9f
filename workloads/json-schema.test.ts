import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { workloadJsonSchema, workloadJsonSchemaText } from './json-schema.ts'

interface SchemaNode {
  readonly description?: string
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
  readonly additionalProperties?: unknown
  readonly required?: readonly string[]
}

function* nodesOf(node: SchemaNode, path = ''): Generator<[string, SchemaNode]> {
  yield [path, node]
  for (const [key, inner] of Object.entries(node.properties ?? {})) {
    yield* nodesOf(inner, `${path}.${key}`)
  }
  if (node.items) yield* nodesOf(node.items, `${path}[]`)
  for (const inner of node.anyOf ?? []) yield* nodesOf(inner, path)
}

describe('the JSON Schema of workload files', () => {
  it('is the committed one (`muster schema > workloads/schema.json` writes it)', () => {
    const committed = readFileSync(new URL('./schema.json', import.meta.url), 'utf8')
    expect(workloadJsonSchemaText()).toBe(committed)
  })

  it('is draft-07, which is what the YAML language server reads', () => {
    expect(workloadJsonSchema()['$schema']).toBe('http://json-schema.org/draft-07/schema#')
  })

  it('describes every key and allows no other', () => {
    for (const [path, node] of nodesOf(workloadJsonSchema() as SchemaNode)) {
      if (node.properties) expect(node.additionalProperties, path).toBe(false)
      for (const [key, inner] of Object.entries(node.properties ?? {})) {
        expect(inner.description, `${path}.${key}`).toMatch(/^.{10,}\.$/s)
      }
    }
  })

  it('requires nothing but names, roles, steps, and what makes a control', () => {
    const required = [...nodesOf(workloadJsonSchema() as SchemaNode)].flatMap(([path, node]) =>
      (node.required ?? []).map((key) => `${path}.${key}`),
    )
    expect(required).toEqual([
      '.tasks[].name',
      '.tasks[].steps',
      '.tasks[].steps[].name',
      '.tasks[].steps[].role',
      '.policy.file',
      '.policyServer.unreachable.from',
      '.policyServer.unreachable.until',
      '.policyServer.controls[].name',
      '.policyServer.controls[].selector',
      '.policyServer.controls[].evaluator',
      '.policyServer.controls[].action',
      '.policyServer.controls[].selector.path',
      '.policyServer.controls[].evaluator.name',
      '.policyServer.controls[].evaluator.pattern',
      '.policyServer.controls[].evaluator.name',
      '.policyServer.controls[].evaluator.values',
      '.policyServer.controls[].action.decision',
    ])
  })
})
