/**
 * Which of a fixed number of cells has the earliest event: a binary heap over their next times in
 * typed arrays, with each cell's place kept so that one time can change in O(log n). In a sparse
 * organisation a window touches a cell or two out of thousands, where scanning all would cost more
 * than the events.
 */
export class EarliestFirst {
  private readonly times: Float64Array
  private readonly heap: Int32Array
  private readonly places: Int32Array

  constructor(cells: number) {
    this.times = new Float64Array(cells).fill(Infinity)
    this.heap = Int32Array.from({ length: cells }, (_, index) => index)
    this.places = this.heap.slice()
  }

  /** The cell with the earliest time; −1 if there are no cells. */
  first(): number {
    return this.heap.length === 0 ? -1 : (this.heap[0] as number)
  }

  /** The earliest time, or Infinity. */
  firstTime(): number {
    return this.heap.length === 0 ? Infinity : (this.times[this.heap[0] as number] as number)
  }

  timeOf(cell: number): number {
    return this.times[cell] as number
  }

  set(cell: number, time: number): void {
    const before = this.times[cell] as number
    if (time === before) return
    this.times[cell] = time
    if (time < before) this.rise(cell, time)
    else this.sink(cell, time)
  }

  private rise(cell: number, time: number): void {
    const { times, heap, places } = this
    let place = places[cell] as number
    while (place > 0) {
      const above = (place - 1) >> 1
      const other = heap[above] as number
      if ((times[other] as number) <= time) break
      heap[place] = other
      places[other] = place
      place = above
    }
    heap[place] = cell
    places[cell] = place
  }

  private sink(cell: number, time: number): void {
    const { times, heap, places } = this
    const count = heap.length
    let place = places[cell] as number
    for (;;) {
      let below = place * 2 + 1
      if (below >= count) break
      if (
        below + 1 < count &&
        (times[heap[below + 1] as number] as number) < (times[heap[below] as number] as number)
      ) {
        below++
      }
      const other = heap[below] as number
      if (time <= (times[other] as number)) break
      heap[place] = other
      places[other] = place
      place = below
    }
    heap[place] = cell
    places[cell] = place
  }
}
