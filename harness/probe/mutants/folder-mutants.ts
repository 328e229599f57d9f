/** Faults of what reads run folders that strangers have had their hands on, and of verify. */
import type { Mutant } from './mutant.ts'

const FOLDERS = ['harness/cli/damaged-folder.test.ts']
const READ = 'results/read-run.ts'
const STORED = ['results/store.test.ts']

export const FOLDER_MUTANTS: readonly Mutant[] = [
  {
    id: 'folder-twice-stored',
    what: 'of a trial that is stored twice the later record counts',
    file: READ,
    find: 'if (trialsByKey.has(key)) {',
    replace: "if (key === '') {",
    tests: STORED,
  },
  {
    id: 'folder-mixed-workloads',
    what: 'trials of another workload are read',
    file: READ,
    find: 'if (trial.workloadDigest !== manifest.workload.digest) {',
    replace: "if (trial.workloadDigest === '') {",
    tests: STORED,
  },
  {
    id: 'folder-infinite-figure',
    what: 'a figure may be infinite',
    file: 'results/shape.ts',
    find: "if (!Number.isFinite(value) || (value as number) < 0) {\n    throw new ShapeError(path, 'a number of at least 0', value)",
    replace:
      "if ((value as number) < 0) {\n    throw new ShapeError(path, 'a number of at least 0', value)",
    tests: FOLDERS,
  },
  {
    id: 'compare-torn-line-read',
    what: 'a last line that is torn is left out in silence',
    file: 'harness/cli/compare/read-side.ts',
    find: "if (text !== '' && !text.endsWith('\\n')) {",
    replace: 'if (text.length < 0) {',
    tests: FOLDERS,
  },
  {
    id: 'compare-head-unlooked',
    what: 'trials that were changed after the run are compared',
    file: 'harness/cli/compare/read-side.ts',
    find: 'if (head !== undefined && head !== chainHead(',
    replace: "if (head === '' && head !== chainHead(",
    tests: FOLDERS,
  },
  {
    id: 'compare-claims-unlooked',
    what: 'a manifest that leaves entrants out hides their trials',
    file: 'harness/cli/compare/read-side.ts',
    find: 'if (isPlanned) continue',
    replace: 'if (isPlanned || trial.trial >= 0) continue',
    tests: FOLDERS,
  },
  {
    id: 'resume-head-unlooked',
    what: 'a run that had ended goes on from trials that were changed',
    file: 'harness/cli/run/resume.ts',
    find: 'await checkHead(dir, before.manifest)',
    replace: '',
    tests: FOLDERS,
  },
  {
    id: 'verify-chain-unlooked',
    what: 'a chain with another head than the run says is none of our concern',
    file: 'harness/cli/verify/verify-run.ts',
    find: 'if (manifest.chainHead !== undefined && manifest.chainHead !== head) {',
    replace: "if (manifest.chainHead === '' && manifest.chainHead !== head) {",
    tests: FOLDERS,
  },
  {
    id: 'verify-tables-unlooked',
    what: 'a table that is not what the trials give is not found',
    file: 'harness/cli/verify/check-derived.ts',
    find: 'else if (stored !== text) {',
    replace: "else if (stored === '') {",
    tests: FOLDERS,
  },
  {
    id: 'verify-validity-unlooked',
    what: 'a manifest may say that a run is valid which is not',
    file: 'harness/cli/verify/check-derived.ts',
    find: 'manifest.validity !== undefined &&',
    replace: 'manifest.validity === null &&',
    tests: FOLDERS,
  },
]
