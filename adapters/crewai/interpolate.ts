/** Kickoff inputs and their place in descriptions. */

/** Texts by placeholder name; they are also written into every row of the log. */
export type KickoffInputs = Readonly<Record<string, string>>

const PLACEHOLDER = /\{([a-z][a-z0-9_]*)\}/g

/**
 * Puts inputs in the place of `{name}` placeholders, once: an input's own braces are left alone.
 * Undefined if an input is missing, which makes the framework's kickoff fail.
 */
export function interpolate(template: string, inputs: KickoffInputs): string | undefined {
  if (!template.includes('{')) return template
  let missing = false
  const text = template.replace(PLACEHOLDER, (_match, name: string) => {
    const value = inputs[name]
    if (value === undefined) missing = true
    return value ?? ''
  })
  return missing ? undefined : text
}
