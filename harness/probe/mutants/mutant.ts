/** A fault that is put into a copy of the code, and the tests that must notice it. */
export interface Mutant {
  /** Unique; kebab-case, with the stage or level first. */
  readonly id: string
  /** What the code does once the fault is in. */
  readonly what: string
  /** File that is changed, from the project's root. */
  readonly file: string
  /** Text that is replaced. Must occur exactly once in the file. */
  readonly find: string
  readonly replace: string
  /** Test files, from the project's root, of which one must fail. */
  readonly tests: readonly string[]
}

/** What became of a mutant. Only `killed` is good. */
export type Verdict =
  | { readonly kind: 'killed'; readonly by: string }
  | { readonly kind: 'survived' }
  /** `find` is not in the file exactly once, so that the mutant says nothing about today's code. */
  | { readonly kind: 'stale'; readonly found: number }
  /** No test failed, but something else did: the mutated code cannot be loaded. */
  | { readonly kind: 'broken'; readonly message: string }
  | { readonly kind: 'timed-out' }
