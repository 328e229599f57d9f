/** Makes methods of an object throw while a condition holds; those that it lacks are left out. */
export function breakMethods(
  whole: unknown,
  methods: readonly string[],
  isDead: () => boolean,
  said: string,
): void {
  const object = whole as Record<string, unknown>
  for (const name of methods) {
    const method = object[name]
    if (typeof method !== 'function') continue
    object[name] = (...given: unknown[]): unknown => {
      if (isDead()) throw new Error(said)
      return (method as (...given: unknown[]) => unknown).apply(object, given)
    }
  }
}
