/** Errors as the user reads them: where, code, what, and what to do. */
import { MusterError } from '../../kernel/errors.ts'
import { paintFor } from './terminal.ts'

export function printError(error: unknown, stream: NodeJS.WriteStream): void {
  const paint = paintFor(stream)
  if (!(error instanceof MusterError)) {
    const message = error instanceof Error ? error.message : String(error)
    stream.write(`${paint('red', 'INTERNAL')}\n${indented(message)}`)
    stream.write(indented('This is a fault of Muster. MUSTER_DEBUG=1 shows where it happened.'))
    return
  }
  const where = error.where === undefined ? '' : `${paint('bold', error.where)}  `
  stream.write(`${where}${paint('red', error.code)}\n${indented(error.message)}`)
  if (error.hint !== undefined) stream.write(indented(error.hint))
  stream.write(paint('dim', indented(`see: muster explain ${error.code}`)))
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '\n' : `    ${line}\n`))
    .join('')
}
