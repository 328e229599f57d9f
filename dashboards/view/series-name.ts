/** The part of an entrant's name that stays the same under all profiles. */
export function seriesName(entrant: string): string {
  const at = entrant.lastIndexOf('@')
  return at < 1 ? entrant : entrant.slice(0, at)
}
