/**
 * Checks that parsed JSON has the shape of a type. A shape is written field by field against the type,
 * so the compiler refuses one that has fallen behind it. Unknown fields are let through: a later
 * version may add some.
 */

/** What is wrong, and where in the value. */
export class ShapeError extends Error {
  constructor(path: string, expected: string, value: unknown) {
    super(`${path === '' ? 'the value' : path} should be ${expected}, but is ${describe(value)}`)
    this.name = 'ShapeError'
  }
}

/** Returns the value if it has the shape, else throws a `ShapeError`. */
export type Shape<T> = (value: unknown, path: string) => T

export const text: Shape<string> = (value, path) => {
  if (typeof value !== 'string') throw new ShapeError(path, 'a text', value)
  return value
}

/** Not infinite either: JSON can say that, as 1e999. */
export const number: Shape<number> = (value, path) => {
  if (!Number.isFinite(value)) throw new ShapeError(path, 'a number', value)
  return value as number
}

/** What there can be much of, or nothing, but never less. */
export const amount: Shape<number> = (value, path) => {
  if (!Number.isFinite(value) || (value as number) < 0) {
    throw new ShapeError(path, 'a number of at least 0', value)
  }
  return value as number
}

/** A part of a whole. */
export const share: Shape<number> = (value, path) => {
  if (!Number.isFinite(value) || (value as number) < 0 || (value as number) > 1) {
    throw new ShapeError(path, 'a number from 0 to 1', value)
  }
  return value as number
}

export const count: Shape<number> = (value, path) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw new ShapeError(path, 'a whole number of at least 0', value)
  }
  return value as number
}

export const truth: Shape<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new ShapeError(path, 'true or false', value)
  return value
}

export const anything: Shape<unknown> = (value, path) => {
  if (value === undefined) throw new ShapeError(path, 'present', value)
  return value
}

export function word<const W extends string>(...words: readonly W[]): Shape<W> {
  return (value, path) => {
    const found = words.find((known) => known === value)
    if (found === undefined) throw new ShapeError(path, words.join(' or '), value)
    return found
  }
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value, path) => (value === null ? null : shape(value, path))
}

/** The field may be missing. */
export function optional<T>(shape: Shape<T>): Shape<T> {
  // `fields` never reads the result of a missing field, so it needs no undefined in its type.
  return (value, path) => (value === undefined ? (undefined as T) : shape(value, path))
}

export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ShapeError(path, 'a list', value)
    value.forEach((item, i) => shape(item, `${path}[${i}]`))
    return value as readonly T[]
  }
}

export function pair<A, B>(first: Shape<A>, second: Shape<B>): Shape<readonly [A, B]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length !== 2) throw new ShapeError(path, 'a pair', value)
    return [first(value[0], `${path}[0]`), second(value[1], `${path}[1]`)]
  }
}

/** An object with these fields. */
export function fields<T extends object>(shapes: {
  readonly [K in keyof T]-?: Shape<T[K]>
}): Shape<T> {
  const entries = Object.entries(shapes) as [string, Shape<unknown>][]
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ShapeError(path, 'an object', value)
    }
    for (const [name, shape] of entries) {
      shape((value as Record<string, unknown>)[name], path === '' ? name : `${path}.${name}`)
    }
    return value as T
  }
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === Infinity || value === -Infinity) return 'beyond all numbers'
  const json = JSON.stringify(value)
  return json.length > 60 ? `${json.slice(0, 57)}…` : json
}
