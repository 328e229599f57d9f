/** A witness in a process of its own that is killed while a trail at L3 grows. */
import { join } from 'node:path'
import { CheckpointFile } from '../controls/audit/checkpoint/checkpoint-file.ts'
import { LOG_NAME } from '../controls/audit/checkpoint/checkpoint.ts'
import { createSigner } from '../controls/audit/checkpoint/note.ts'
import { FileSink } from '../controls/audit/file-sink.ts'
import { CHECKPOINT_EVERY_US } from '../controls/audit/transparency-log.ts'
import { WitnessProcess } from '../controls/audit/witness/witness-process.ts'
import { GOVERNED } from '../controls/levels.ts'
import type { Crash } from './crash.ts'

export const WITNESS_CRASH: Crash = {
  control: 'witness',
  how: 'the process of the witness is killed (SIGKILL)',
  levels: { ...GOVERNED, audit: 'L3' },
  refuses: true,
  // Records up to the next checkpoint are kept as at L2; the checkpoint is not.
  windowUs: CHECKPOINT_EVERY_US,
  open: async (killAtUs, folder) => {
    const signer = createSigner(LOG_NAME, 'log')
    const witness = await WitnessProcess.start(folder, signer.verifier)
    let isKilled = false
    return {
      openAudit: () => {
        const checkpoints = new CheckpointFile(join(folder, 'trail.log'), { signer, witness })
        return new FileSink(folder, 'trail.log', { checkpoints })
      },
      opened: (cell) => {
        const kill = (): void => {
          if (isKilled) return
          isKilled = true
          process.kill(witness.pid, 'SIGKILL')
          // The clock stands still until the process is seen to be gone.
          cell.cell.promises.spawn(() => cell.cell.promises.track(witness.close()), cell.cell.fail)
        }
        cell.timeline.at(killAtUs, kill, undefined)
      },
      close: () => witness.close(),
    }
  },
}
