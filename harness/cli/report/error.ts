/** Errors as the user reads them: where, code, what, and what to do. */
import { styleText } from 'node:util'
import { MusterError } from '../../kernel/errors.ts'

export function printError(error: unknown, stream: NodeJS.WriteStream): void {
  const paint = (style: 'red' | 'bold' | 'dim', text: string): string =>
    stream.isTTY ? styleText(style, text) : text
  if (!(error instanceof MusterError)) {
    const message = error instanceof Error ? error.message : String(error)
    stream.write(`${paint('red', 'INTERNAL')}  ${message}\n`)
    stream.write(`    This is a fault of Muster. MUSTER_DEBUG=1 shows where it happened.\n`)
    return
  }
  const where = error.where === undefined ? '' : `${paint('bold', error.where)}  `
  stream.write(`${where}${paint('red', error.code)}\n`)
  for (const line of error.message.split('\n')) stream.write(`    ${line}\n`)
  if (error.hint !== undefined) stream.write(`    ${error.hint}\n`)
  stream.write(paint('dim', `    see: muster explain ${error.code}\n`))
}
