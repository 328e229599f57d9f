/** `muster probe --tls`: what mutual TLS 1.3 costs between real sockets of this machine. */
import { EXIT, MusterError } from '../../kernel/errors.ts'
import { calibrateTls, LEAST_TLS_AGENTS, MOST_TLS_AGENTS } from '../../probe/tls/tls-calibration.ts'
import { readWhole } from '../flags.ts'
import { describeTls } from '../report/tls.ts'

const AGENTS = 200

/** Returns the exit code. Throws USAGE for more agents than are measured. */
export async function probeTlsCommand(
  raw: Readonly<Record<string, string | boolean>>,
): Promise<number> {
  if (raw['quick'] === true) {
    throw new MusterError('USAGE', 'the calibration with TLS has no quick form', {
      where: '--quick',
      hint: 'use fewer agents, as in --tls --agents 20',
    })
  }
  const { stdout, stderr } = process
  const document = await calibrateTls({
    agents: readWhole(raw, 'agents', LEAST_TLS_AGENTS, MOST_TLS_AGENTS) ?? AGENTS,
    progress: (text) => stderr.write(`${text}\n`),
  })
  stdout.write(raw['json'] === true ? `${JSON.stringify(document)}\n` : describeTls(document))
  return Object.keys(document.failures).length === 0 ? EXIT.done : EXIT.notValid
}
