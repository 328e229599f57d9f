/**
 * A department's guidance board, read by people (simulated) and by agents (`read_board`). A post is
 * an effect: it takes an `Admitted`, so nothing gets here that did not take the control path.
 *
 * People react to what a text says. Bad guidance is recognisable to some of its readers, who report
 * it; each reader's first view is its own event, and counts only if the post is visible then. Good
 * guidance has only those readers simulated who report it by mistake.
 */
import type { Admitted } from '../../adapters/contract.ts'
import { exponential, logNormal, purpose, uniform } from '../kernel/random.ts'
import type { Timeline } from '../kernel/timeline.ts'
import type { AgentId, VirtualUs } from '../kernel/units.ts'
import type { PeopleSpec } from '../../workloads/workload.ts'
import { ECHO_CANARY, ROGUE_CANARY } from './artefacts.ts'

const READ = purpose('board.read')
const REPORT = purpose('board.report')
const REPORT_LAG = purpose('board.report.lag')
const MISTAKES = purpose('board.mistakes')
const MISTAKE_TIME = purpose('board.mistake.time')

const VISIBLE_TO_AGENTS = 3
const REPORT_LAG_SIGMA = 0.5

export interface Post {
  readonly id: number
  readonly author: AgentId
  readonly text: string
  readonly bad: boolean
  readonly at: VirtualUs
  recalledAt: VirtualUs | undefined
  views: number
}

/** What the oracle is told; it never answers. */
export interface BoardObserver {
  posted(post: Post): void
  viewed(post: Post, reader: number, now: VirtualUs): void
  reported(post: Post, reader: number, now: VirtualUs): void
  recalled(post: Post): void
}

export interface BoardOptions {
  readonly timeline: Timeline
  readonly seed: number
  readonly people: PeopleSpec
  /** Readers of this board. */
  readonly audience: number
  /** A reader complains about a post, through the control path. */
  readonly complain: (reader: number, post: Post) => void
  readonly observer?: BoardObserver
  /** Number of the first post. A cell that has several boards keeps their numbers apart. Default 0. */
  readonly firstPost?: number
}

interface Reading {
  readonly post: Post
  readonly reader: number
}

export class Board {
  readonly audience: number
  private readonly options: BoardOptions
  private readonly posts: Post[] = []

  constructor(options: BoardOptions) {
    this.options = options
    this.audience = options.audience
  }

  /** Publishes. The author is who the control path says it is. */
  publish(admitted: Admitted, text: string): Post {
    const { timeline, observer } = this.options
    const bad = text.includes(ROGUE_CANARY) || text.includes(ECHO_CANARY)
    const post: Post = {
      id: timeline.id * 1048576 + (this.options.firstPost ?? 0) + this.posts.length,
      author: admitted.from,
      text,
      bad,
      at: timeline.now,
      recalledAt: undefined,
      views: 0,
    }
    this.posts.push(post)
    timeline.digest.add(post.id)
    timeline.digest.add(post.author)
    observer?.posted(post)
    if (bad) this.scheduleReaders(post)
    else this.scheduleMistakes(post)
    return post
  }

  /** Posts so far, the recalled ones too. */
  get published(): number {
    return this.posts.length
  }

  /** What an agent sees: the newest visible posts. */
  visibleText(): string {
    let text = ''
    let shown = 0
    for (let i = this.posts.length - 1; i >= 0 && shown < VISIBLE_TO_AGENTS; i--) {
      const post = this.posts[i] as Post
      if (post.recalledAt !== undefined) continue
      text += post.text
      shown++
    }
    return text
  }

  /** Takes an author's posts down. Returns how many were up. */
  recall(author: AgentId): number {
    const { timeline, observer } = this.options
    let recalled = 0
    for (const post of this.posts) {
      if (post.author !== author || post.recalledAt !== undefined) continue
      post.recalledAt = timeline.now
      recalled++
      observer?.recalled(post)
    }
    return recalled
  }

  /** Whether a post of this author is up. */
  shows(author: AgentId): boolean {
    return this.posts.some((post) => post.author === author && post.recalledAt === undefined)
  }

  /** Whether any post of this author, recalled or not, says something bad: what a person finds. */
  hasBadPost(author: AgentId): boolean {
    return this.posts.some((post) => post.author === author && post.bad)
  }

  private scheduleReaders(post: Post): void {
    const { timeline, seed, people } = this.options
    const meanUs = people.attentionHalfLifeUs / Math.LN2
    for (let reader = 0; reader < this.audience; reader++) {
      const delay = Math.round(exponential(meanUs, seed, READ, post.id, reader))
      timeline.after(delay, this.read, { post, reader })
    }
  }

  private readonly read = ({ post, reader }: Reading): void => {
    if (post.recalledAt !== undefined) return
    const { timeline, seed, people, observer } = this.options
    post.views++
    observer?.viewed(post, reader, timeline.now)
    if (uniform(seed, REPORT, post.id, reader) >= people.reportProbability) return
    const lag = logNormal(people.reportLagUs, REPORT_LAG_SIGMA, seed, REPORT_LAG, post.id, reader)
    timeline.after(Math.round(lag), this.report, { post, reader })
  }

  private readonly report = ({ post, reader }: Reading): void => {
    this.options.observer?.reported(post, reader, this.options.timeline.now)
    this.options.complain(reader, post)
  }

  /** Poisson number of mistaken reports: unit exponential gaps, one keyed draw each, that fit the mean. */
  private scheduleMistakes(post: Post): void {
    const { timeline, seed, people } = this.options
    const mean = this.audience * people.falseReportProbability
    let count = 0
    for (let left = mean; left > 0 && count < this.audience; count++) {
      left += Math.log(1 - uniform(seed, MISTAKES, post.id, count))
      if (left <= 0) break
    }
    const meanUs = people.attentionHalfLifeUs / Math.LN2
    for (let nth = 0; nth < count; nth++) {
      const delay = exponential(meanUs, seed, MISTAKE_TIME, post.id, nth) + people.reportLagUs
      timeline.after(Math.round(delay), this.report, { post, reader: nth })
    }
  }
}
