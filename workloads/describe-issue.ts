/** Turns what zod found into findings with plain sentences and hints. */
import type { z } from 'zod'
import { nearest } from './edit-distance.ts'
import { pathText, type Finding, type Path } from './finding.ts'

type Issue = z.core.$ZodIssue

/**
 * The findings of one schema issue. `data` is what was parsed, `base` the path of it, and
 * `keysAt` gives the keys that the schema knows at a path.
 *
 * Issues whose schema wrote its own sentence (durations, names) keep it; all others must have been
 * given an empty message by the caller's error map.
 */
export function describeIssue(
  issue: Issue,
  data: unknown,
  keysAt: (path: Path) => readonly string[],
): Finding[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
  const value = valueAt(data, path)
  if (issue.code === 'invalid_union') {
    return describeUnion(issue, path, value, data, keysAt)
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(key, path, keysAt(path)))
  }
  const said = issue.message === '' ? complaint(issue, value) : issue.message
  const message = `${subject(path)} ${said}`
  const hint = hintFor(issue, value)
  return [{ code: 'WORKLOAD_INVALID', path, message, ...(hint === undefined ? {} : { hint }) }]
}

/** The member of the union that was meant is the one that fits at its top level. */
function describeUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  value: unknown,
  data: unknown,
  keysAt: (path: Path) => readonly string[],
): Finding[] {
  const members = issue.errors as readonly (readonly Issue[])[]
  const isWrongKind = (inner: Issue) =>
    inner.path.length === 0 && (inner.code === 'invalid_type' || inner.code === 'invalid_value')
  const meant = members.find((issues) => !issues.some(isWrongKind))
  if (meant !== undefined) {
    return meant.flatMap((inner) =>
      describeIssue({ ...inner, path: [...path, ...inner.path] } as Issue, data, keysAt),
    )
  }
  const kinds = members.flatMap((issues) => issues.filter(isWrongKind).map(expectation))
  const message = `${subject(path)} ${state(value)}; expected ${kinds.join(' or ')}`
  const words = members.flat().flatMap(choices)
  const hint = didYouMean(value, words) ?? numberHint(value)
  return [{ code: 'WORKLOAD_INVALID', path, message, ...(hint === undefined ? {} : { hint }) }]
}

function unknownKey(key: string, path: Path, keys: readonly string[]): Finding {
  const near = nearest(key, keys)
  // In a flow map, `{ agents: 78,000 }` has the key 000.
  const help = /^[0-9]+$/.test(key)
    ? 'write numbers without separators: 78000, not 78,000'
    : `its keys are: ${keys.join(', ')}`
  return {
    code: 'WORKLOAD_INVALID',
    path,
    key,
    message: `${subject(path)} has no key "${clip(key)}"`,
    hint: near === undefined ? help : `did you mean "${near}"?`,
  }
}

function subject(path: Path): string {
  return path.length === 0 ? 'a workload' : pathText(path)
}

function complaint(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_value':
      if (value === undefined) return `is missing; expected ${expectation(issue)}`
      return `${state(value)}; expected ${expectation(issue)}`
    case 'too_small':
      if (Array.isArray(value)) return `is too short; expected at least ${issue.minimum}`
      return `${state(value)}; expected ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}`
    case 'too_big':
      if (Array.isArray(value)) return `is too long; expected at most ${issue.maximum}`
      if (typeof value === 'string') return `is too long; expected at most ${issue.maximum} letters`
      return `${state(value)}; expected at most ${issue.maximum}`
    case 'invalid_format':
      return `${state(value)}; expected letters, digits, "-" and ":" as in "crewai:hierarchical"`
    default:
      return `${state(value)}, which does not fit`
  }
}

function state(value: unknown): string {
  if (value === null) return 'is empty'
  if (Array.isArray(value)) return 'is a list'
  if (typeof value === 'object') return 'is a map'
  return `is ${typeof value === 'string' ? `"${clip(value)}"` : String(value)}`
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'a map of keys',
}

function expectation(issue: Issue): string {
  if (issue.code === 'invalid_type') return KINDS[issue.expected] ?? issue.expected
  const words = choices(issue)
  return words.length === 1 ? `"${words[0]}"` : `one of: ${words.join(', ')}`
}

function choices(issue: Issue): string[] {
  return issue.code === 'invalid_value' ? issue.values.map(String) : []
}

function hintFor(issue: Issue, value: unknown): string | undefined {
  if (value === null) return 'give it a value, or remove the line to get the default'
  if (issue.code === 'invalid_value') return didYouMean(value, choices(issue))
  if (issue.code === 'invalid_type' && (issue.expected === 'number' || issue.expected === 'int')) {
    return numberHint(value)
  }
  return undefined
}

function didYouMean(value: unknown, words: readonly string[]): string | undefined {
  const near = typeof value === 'string' ? nearest(value, words) : undefined
  return near === undefined ? undefined : `did you mean "${near}"?`
}

/** `78,000` and `78_000` are texts in YAML. */
function numberHint(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[0-9][0-9,_ ']*$/.test(value)) return undefined
  return `write ${value.replace(/[,_ ']/g, '')}, without separators or quotes`
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}…` : text
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<string | number, unknown>)[part]
  }
  return value
}
