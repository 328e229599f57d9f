/**
 * Reads YAML text so that every later fault can be shown where it is. Hostile files are refused
 * before they cost anything: deep nesting overflows the stack of a recursive composer (and can end
 * the process), aliases can expand without bound, duplicate keys hide each other.
 */
import {
  Composer,
  LineCounter,
  Parser,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  visit,
  type CST,
  type Document,
  type Node,
  type YAMLMap,
} from 'yaml'
import { codeFrame, printable } from './code-frame.ts'
import type { Finding, Path } from './finding.ts'
import type { WorkloadProblem } from './workload-error.ts'

/** Deepest nesting; a workload needs 6. */
const MAX_DEPTH = 64
const MAX_ALIASES = 1_000
/** Most nodes that all aliases of a file may stand for together. */
const MAX_EXPANDED = 20_000

/** Start and end as offsets in the text. */
type Span = readonly [number, number]

interface Fault {
  readonly message: string
  readonly hint?: string
  readonly span: Span
}

export type ReadYaml =
  | { readonly kind: 'read'; readonly source: YamlSource; readonly warnings: WorkloadProblem[] }
  | { readonly kind: 'refused'; readonly problems: WorkloadProblem[] }

/** A YAML document whose values can be located. */
export interface YamlSource {
  /** The document as plain data. Safe: aliases were bounded. */
  readonly data: unknown
  /** Turns a finding into a problem with place and code frame. */
  problemAt(finding: Finding): WorkloadProblem
}

/** Parses one document, or says where and why not. `file` is the name to show. */
export function readYaml(text: string, file: string): ReadYaml {
  const counter = new LineCounter()
  const lines = text.split(/\r\n|\n|\r/)
  const problemOf = (code: Finding['code'], fault: Fault): WorkloadProblem => {
    const spot = spotOf(fault.span, counter, text)
    return {
      code,
      where: `${file}:${spot.line}:${spot.column}`,
      message: printable(fault.message),
      ...(fault.hint === undefined ? {} : { hint: printable(fault.hint) }),
      line: spot.line,
      column: spot.column,
      frame: codeFrame(lines, spot),
    }
  }
  const refuse = (faults: readonly Fault[]): ReadYaml => ({
    kind: 'refused',
    problems: faults.map((fault) => problemOf('WORKLOAD_SYNTAX', fault)),
  })

  const tokens = [...new Parser(counter.addNewLine).parse(text)]
  const deep = findTooDeep(tokens)
  if (deep !== undefined) return refuse([deep])

  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, logLevel: 'silent' })
  const documents = [...composer.compose(tokens, true, text.length)]
  const [document, second] = documents
  if (document === undefined) return refuse([{ message: 'the file is empty', span: [0, 0] }])
  if (second !== undefined) return refuse([secondDocument(second, text)])
  if (document.errors.length > 0) {
    return refuse(
      document.errors.map((error) => {
        const hint = SYNTAX_HINTS[error.code]
        return { message: error.message, span: error.pos, ...(hint === undefined ? {} : { hint }) }
      }),
    )
  }
  const contents = document.contents
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    const hint = 'a workload can be as short as "organisation: { agents: 780 }"'
    return refuse([{ message: 'the file is empty', hint, span: [0, 0] }])
  }
  const anchors = new Anchors(document)
  const faults = [...anchors.faults, ...findRepeatedKeys(document)]
  if (faults.length > 0) return refuse(faults)

  const source: YamlSource = {
    data: document.toJS({ maxAliasCount: -1 }),
    problemAt: (finding) => {
      const span = locate(contents, finding, anchors)
      return problemOf(finding.code, { ...finding, span: partOf(span, finding, text) })
    },
  }
  const warnings = document.warnings.map((warning) =>
    problemOf('WORKLOAD_SYNTAX', { message: warning.message, span: warning.pos }),
  )
  return { kind: 'read', source, warnings }
}

const SYNTAX_HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  BAD_INDENT: 'check the indentation, and that every bracket is closed',
  BLOCK_AS_IMPLICIT_KEY: 'check the indentation, and quote a text that contains ": "',
  MULTILINE_IMPLICIT_KEY: 'check the indentation, and that the line has a ":" after its key',
  MISSING_CHAR: 'close it on the same line, or check the line above',
  BAD_SCALAR_START: 'put the value in quotes',
}

function secondDocument(second: Document.Parsed, text: string): Fault {
  const marker = text.lastIndexOf('---', second.contents?.range?.[0] ?? second.range[1])
  const start = Math.max(0, marker)
  return {
    message: 'the file holds several documents; a workload file holds one',
    hint: 'remove the "---" line, or make two files',
    span: [start, start + 3],
  }
}

/** The first token that is nested too deeply. Walks without recursion, on purpose. */
function findTooDeep(tokens: readonly CST.Token[]): Fault | undefined {
  const stack: Array<readonly [CST.Token, number]> = tokens.map((token) => [token, 0])
  while (stack.length > 0) {
    const [token, depth] = stack.pop() as readonly [CST.Token, number]
    if (depth > MAX_DEPTH) {
      const message = `the file is nested more than ${MAX_DEPTH} levels deep`
      return { message, span: [token.offset, token.offset + 1] }
    }
    if ('value' in token && typeof token.value === 'object') stack.push([token.value, depth])
    if (!('items' in token)) continue
    for (const item of token.items) {
      if (item.key) stack.push([item.key, depth + 1])
      if (item.value) stack.push([item.value, depth + 1])
    }
  }
  return undefined
}

/** Keys that occur twice in a map. The parser's own check is quadratic and names no line. */
function findRepeatedKeys(document: Document): Fault[] {
  const faults: Fault[] = []
  visit(document, {
    Map: (_, map) => {
      const seen = new Map<string, Span>()
      for (const { key } of map.items) {
        if (!isScalar(key)) continue
        const name = String(key.value)
        const span = spanOf(key)
        if (seen.has(name)) {
          faults.push({
            message: `the key "${name}" is in this map twice`,
            hint: 'remove one of them',
            span,
          })
        }
        seen.set(name, span)
      }
    },
  })
  return faults
}

/** What each alias stands for, and a bound on how much all of them stand for. */
class Anchors {
  readonly faults: Fault[] = []
  private readonly targets = new Map<Node, Node>()
  private readonly sizes = new Map<Node, number>()

  constructor(document: Document) {
    const byName = new Map<string, Node>()
    let expanded = 0
    visit(document, {
      Node: (_, node) => {
        if (!isAlias(node)) {
          if (node.anchor !== undefined) byName.set(node.anchor, node)
          return undefined
        }
        const target = byName.get(node.source)
        if (target === undefined) {
          this.faults.push({
            message: `the alias *${node.source} has no anchor &${node.source} before it`,
            span: spanOf(node),
          })
          return undefined
        }
        this.targets.set(node, target)
        expanded += this.sizeOf(target)
        const tooMany = this.targets.size > MAX_ALIASES
        if (expanded <= MAX_EXPANDED && !tooMany) return undefined
        this.faults.push({
          message: tooMany
            ? `the file has more than ${MAX_ALIASES} aliases`
            : `the aliases of the file explode: up to *${node.source} they stand for more than ${MAX_EXPANDED} values`,
          hint: 'write the values out, or use fewer aliases',
          span: spanOf(node),
        })
        return visit.BREAK
      },
    })
  }

  follow(node: unknown): unknown {
    return isAlias(node) ? this.targets.get(node) : node
  }

  /** Nodes that a node stands for. An alias inside its own anchor stands for infinitely many. */
  private sizeOf(node: unknown): number {
    if (isPair(node)) return this.sizeOf(node.key) + this.sizeOf(node.value)
    if (isAlias(node)) {
      const target = this.targets.get(node)
      // Aliases are met in document order, so one without a target is inside its own anchor.
      return target === undefined ? Infinity : this.sizeOf(target)
    }
    if (!isCollection(node)) return 1
    const known = this.sizes.get(node)
    if (known !== undefined) return known
    this.sizes.set(node, Infinity)
    const size = node.items.reduce<number>((sum, item) => sum + this.sizeOf(item), 1)
    this.sizes.set(node, size)
    return size
  }
}

/** The span of the deepest value of a finding's path that the file really has. */
function locate(root: Node, finding: Finding, anchors: Anchors): Span {
  const paths = [finding.path, ...(finding.orPaths ?? [])]
  const exact = paths.map((path) => walk(root, path, anchors)).find((walked) => walked.complete)
  const walked = exact ?? walk(root, finding.path, anchors)
  if (finding.key !== undefined && isMap(walked.node)) {
    const key = keyNode(walked.node, finding.key)
    if (key !== undefined) return spanOf(key)
  }
  // A missing or container value is best shown by its key: its own span is many lines long.
  const shown = isCollection(walked.node) && walked.key !== undefined ? walked.key : walked.node
  return spanOf(shown ?? walked.key ?? root)
}

interface Walked {
  readonly node: unknown
  /** Key that the node is the value of. */
  readonly key: Node | undefined
  readonly complete: boolean
}

function walk(root: Node, path: Path, anchors: Anchors): Walked {
  let node: unknown = root
  let key: Node | undefined
  for (const part of path) {
    if (isMap(node) && typeof part === 'string') {
      const found = keyNode(node, part)
      if (found === undefined) return { node, key, complete: false }
      key = found
      node = anchors.follow(node.items.find((pair) => pair.key === found)?.value)
    } else if (isSeq(node) && typeof part === 'number' && part < node.items.length) {
      key = undefined
      node = anchors.follow(node.items[part])
    } else {
      return { node, key, complete: false }
    }
  }
  return { node, key, complete: true }
}

function keyNode(map: YAMLMap, name: string): Node | undefined {
  for (const { key } of map.items) {
    if (isScalar(key) && String(key.value) === name) return key
  }
  return undefined
}

function spanOf(node: unknown): Span {
  const range = (node as Partial<Node> | null)?.range
  return range ? [range[0], range[1]] : [0, 0]
}

/** The part of a text that a finding is about; the whole of one that is not written letter by letter. */
function partOf(span: Span, { part }: Finding, text: string): Span {
  if (part === undefined) return span
  const written = text.slice(...span)
  const isPlain = !/^[|>&!]|[\r\n\\]/.test(written)
  const start = span[0] + (/^["']/.test(written) ? 1 : 0) + part.offset
  return isPlain && !/^'.*''.*'/.test(written) ? [start, start + part.length] : span
}

/** Line and column of a span; what goes on after the first line is not underlined. */
function spotOf([start, end]: Span, counter: LineCounter, text: string) {
  const { line, col } = counter.linePos(start)
  const lineEnd = text.slice(start, end).search(/[\r\n]/)
  const length = Math.max(1, lineEnd === -1 ? end - start : lineEnd)
  return { line: Math.max(1, line), column: Math.max(1, col), length }
}
