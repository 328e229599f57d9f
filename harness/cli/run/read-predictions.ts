/** The record of predictions that a run is asked to show. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ShapeError } from '../../../results/shape.ts'
import { type TestedPredictions, testedPredictionsOf } from '../../../results/tested-predictions.ts'
import { MusterError } from '../../kernel/errors.ts'

const FLAG = '--predictions'
const FILE = 'predictions.json'
/** Larger files are no record. */
const MOST_BYTES = 50_000_000

/** From a file, or from the folder that has it. Throws USAGE, located in the file. */
export function readPredictions(given: string): TestedPredictions {
  let file = given
  const fail = (message: string, hint: string): never => {
    throw new MusterError('USAGE', message, { where: `${FLAG} ${file}`, hint })
  }
  let text = ''
  try {
    if (statSync(given).isDirectory()) file = join(given, FILE)
    if (statSync(file).size > MOST_BYTES) fail('the file is too large', 'is it another file?')
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof MusterError) throw error
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    fail(
      `the file cannot be read (${code})`,
      `give the ${FILE} of muster predictions, or its folder`,
    )
  }
  try {
    return testedPredictionsOf(text)
  } catch (error) {
    const hint = 'muster predictions --out <dir> makes one'
    if (error instanceof ShapeError) return fail(error.message, hint)
    if (error instanceof SyntaxError) return fail(`it is not JSON: ${error.message}`, hint)
    throw error
  }
}
