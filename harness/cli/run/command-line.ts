/** A command as text that a shell reads back as the same words. */
export function commandLine(words: readonly string[]): string {
  return words
    .map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ')
}

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/
