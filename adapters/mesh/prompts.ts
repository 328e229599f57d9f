/** Texts that the mesh puts around its agents' work. */

const systemPrompts = new Map<string, string>()

/** The system prompt of a role. */
export function systemPrompt(role: string): string {
  let prompt = systemPrompts.get(role)
  if (prompt === undefined) {
    prompt =
      `You are the ${role} of your team. You receive requests from colleagues, do the one step ` +
      'that you are asked for with the tools that you have, and answer with its result only. ' +
      'If something that you need is missing, say what.'
    systemPrompts.set(role, prompt)
  }
  return prompt
}
