/** Splits a text into words as a shell would: by white space, with quotes around what has some. */

/** Undefined if a quote is not closed. */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = []
  let word = ''
  let isWord = false
  let quote = ''
  for (const sign of text) {
    if (quote !== '') {
      if (sign === quote) quote = ''
      else word += sign
    } else if (sign === '"' || sign === "'") {
      quote = sign
      isWord = true
    } else if (/\s/.test(sign)) {
      if (isWord) words.push(word)
      word = ''
      isWord = false
    } else {
      word += sign
      isWord = true
    }
  }
  if (quote !== '') return undefined
  return isWord ? [...words, word] : words
}
