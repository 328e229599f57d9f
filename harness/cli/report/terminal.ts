/** What may be drawn on a stream. */
import { styleText } from 'node:util'

export type Paint = (style: 'red' | 'yellow' | 'bold' | 'dim', text: string) => string

/** Colours for a terminal that wants them (`NO_COLOR` and `TERM=dumb` do not), else plain text. */
export function paintFor(
  stream: NodeJS.WriteStream,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Paint {
  if (!isLive(stream, env) || (env['NO_COLOR'] ?? '') !== '') return (_style, text) => text
  return (style, text) => styleText(style, text, { validateStream: false })
}

/** Whether a line can be redrawn in place. */
export function isLive(
  stream: NodeJS.WriteStream,
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  return stream.isTTY === true && env['TERM'] !== 'dumb'
}
