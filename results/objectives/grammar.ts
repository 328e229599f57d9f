/**
 * The grammar of objectives, as in `taskLatencyMs p99 < 120 s @ agents=78000 for mesh@*`:
 *
 *     objective  = metric [statistic] comparison number [unit] { scope }
 *     comparison = "<" | "<=" | ">" | ">="
 *     scope      = "@" "agents" "=" size { "," size }  |  "for" entrant, in which "*" stands for any text
 *
 * Only the form is read here; whether the words mean anything is `check.ts`'s to say.
 */

/** A word of the text and where it begins. */
export interface Word {
  readonly text: string
  /** In UTF-16 code units from the start of the objective. */
  readonly offset: number
}

export type Comparison = '<' | '<=' | '>' | '>='

export interface ObjectiveSyntax {
  readonly metric: Word
  readonly statistic: Word | undefined
  readonly comparison: Comparison
  readonly bound: Word
  readonly unit: Word | undefined
  /** Sizes in agents; empty: all. */
  readonly agents: readonly Word[]
  readonly entrants: Word | undefined
}

/** What is wrong, where, and what to do. */
export interface ObjectiveFault {
  readonly kind: 'fault'
  readonly message: string
  readonly hint: string
  readonly offset: number
  readonly length: number
}

/** Longest objective; anything longer is a mistake. */
export const MAX_OBJECTIVE = 300

const EXAMPLE = 'as in: taskLatencyMs p99 < 120 s'

/** Reads the form of an objective. */
export function readObjective(
  text: string,
): { readonly kind: 'syntax'; readonly syntax: ObjectiveSyntax } | ObjectiveFault {
  if (text.length > MAX_OBJECTIVE) {
    return faultAt({ text, offset: 0 }, `an objective has at most ${MAX_OBJECTIVE} letters`)
  }
  const reader = new Reader(text)
  const metric = reader.take(NAME)
  if (metric === undefined) return reader.expected('the name of a metric')
  const statistic = reader.take(NAME)
  const compared = reader.take(COMPARISON)
  if (compared === undefined) return reader.expected('<, <=, > or >=')
  const comparison = COMPARISONS[compared.text]
  if (comparison === undefined) {
    return faultAt(compared, `"${compared.text}" is no bound`, 'write <, <=, > or >=')
  }
  const bound = reader.take(NUMBER)
  if (bound === undefined) return reader.expected('a number')
  if (reader.take(/,\d/y) !== undefined) {
    return faultAt(bound, 'a number has no commas', 'write 78000 or 78_000, not 78,000')
  }
  const unit = reader.peek(/for\b/y) ? undefined : reader.take(UNIT)
  const scope = readScope(reader)
  if ('kind' in scope) return scope
  if (!reader.isAtEnd()) return reader.expected('"@ agents=…", "for …" or the end')
  return { kind: 'syntax', syntax: { metric, statistic, comparison, bound, unit, ...scope } }
}

const NAME = /[A-Za-z][A-Za-z0-9.]*/y
const COMPARISON = /[<>=!≤≥]+/y
const NUMBER = /\d[\d_]*(\.\d+)?([eE][+-]?\d+)?/y
const UNIT = /[A-Za-z\u00b5\u03bc%][A-Za-z]*/y
const SIZE = /\d[\d_]*/y

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '<': '<',
  '<=': '<=',
  '≤': '<=',
  '>': '>',
  '>=': '>=',
  '≥': '>=',
}

type Scope = Pick<ObjectiveSyntax, 'agents' | 'entrants'>

function readScope(reader: Reader): Scope | ObjectiveFault {
  let agents: Word[] = []
  let entrants: Word | undefined
  for (;;) {
    const at = reader.take(/@/y)
    const word = at ?? reader.take(/for\b/y)
    if (word === undefined) return { agents, entrants }
    if (at === undefined ? entrants !== undefined : agents.length > 0) {
      return faultAt(word, `"${word.text}" is there twice`, 'put all of it behind one')
    }
    if (at === undefined) {
      entrants = reader.take(/\S+/y)
      if (entrants === undefined) return reader.expected('an entrant, as in mesh@*')
      continue
    }
    const name = reader.take(NAME)
    if (name?.text !== 'agents' || reader.take(/=/y) === undefined) {
      return faultAt(name ?? word, 'what follows "@" is a size', 'write @ agents=78000')
    }
    agents = []
    do {
      const size = reader.take(SIZE)
      if (size === undefined) return reader.expected('a size in agents')
      agents.push(size)
    } while (reader.take(/,/y) !== undefined)
  }
}

/** Takes words off a text, past the white space between them. */
class Reader {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  /** The next word if it has this form (a sticky pattern). */
  take(form: RegExp): Word | undefined {
    const found = this.match(form)
    if (found !== undefined) this.at = found.offset + found.text.length
    return found
  }

  peek(form: RegExp): boolean {
    return this.match(form) !== undefined
  }

  isAtEnd(): boolean {
    return this.start() === this.text.length
  }

  expected(what: string): ObjectiveFault {
    const offset = this.start()
    const found = /^\S+/.exec(this.text.slice(offset))?.[0]
    return faultAt(
      { text: found ?? ' ', offset },
      found === undefined ? `here should be ${what}` : `"${found}" should be ${what}`,
    )
  }

  private match(form: RegExp): Word | undefined {
    form.lastIndex = this.start()
    const text = form.exec(this.text)?.[0]
    return text === undefined ? undefined : { text, offset: this.start() }
  }

  private start(): number {
    let at = this.at
    while (/\s/.test(this.text[at] ?? '')) at++
    return at
  }
}

/** A fault of a word. */
export function faultAt({ text, offset }: Word, message: string, hint = EXAMPLE): ObjectiveFault {
  return { kind: 'fault', message, hint, offset, length: Math.max(1, text.length) }
}
