/**
 * Templates that cannot forget to escape: whatever is put into `html` is text, unless it was made by
 * `html` itself or passed through `trusted`. Everything that comes from a record is only ever text.
 */

/** Markup that is safe to put into a page. Only `html` and `trusted` make it. */
export interface Html {
  readonly markup: string
}

/** What a template accepts; `undefined`, `null` and `false` leave nothing behind. */
export type Fragment =
  | string
  | number
  | Html
  | undefined
  | null
  | false
  | ReadonlyArray<string | number | Html | undefined | null | false>

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * Text as it may stand in an element or in a quoted attribute. Control characters and characters
 * that reverse the direction of writing become the replacement character, so that a name cannot
 * disguise itself as another one.
 */
export function escapeText(text: string): string {
  return text
    .replace(/(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
}

/** A template of the page; interpolated text is escaped, nested `Html` is kept. */
export function html(parts: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  let markup = dedent(parts[0] ?? '')
  values.forEach((value, index) => {
    markup += markupOf(value) + dedent(parts[index + 1] ?? '')
  })
  return { markup }
}

/** Markup from this package's own code: a rendered chart, the style sheet. Never from a record. */
export function trusted(markup: string): Html {
  return { markup }
}

/** Indentation belongs to the source, not to the page. */
function dedent(part: string): string {
  return part.replace(/\n\s+/g, '\n')
}

function markupOf(value: Fragment): string {
  if (value === undefined || value === null || value === false) return ''
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'number') return String(value)
  if (isList(value)) return value.map(markupOf).join('')
  return value.markup
}

function isList(value: Fragment): value is ReadonlyArray<Exclude<Fragment, readonly unknown[]>> {
  return Array.isArray(value)
}
