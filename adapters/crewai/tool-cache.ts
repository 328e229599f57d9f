/**
 * Results of tool calls of one crew, by tool and JSON input. On by default in the framework.
 * Simulated tools have an input of their own for each (work, step, round), so a hit means that the
 * very same call is made again, e.g. after a guardrail rejected the answer.
 */
export class ToolCache {
  private readonly results = new Map<string, string>()

  read(tool: string, inputJson: string): string | undefined {
    return this.results.get(`${tool}-${inputJson}`)
  }

  add(tool: string, inputJson: string, result: string): void {
    this.results.set(`${tool}-${inputJson}`, result)
  }
}
