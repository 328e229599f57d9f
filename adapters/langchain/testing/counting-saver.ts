/** A memory saver that counts its writes. */
import { MemorySaver } from '@langchain/langgraph'

export class CountingSaver extends MemorySaver {
  puts = 0

  override put(...args: Parameters<MemorySaver['put']>): ReturnType<MemorySaver['put']> {
    this.puts++
    return super.put(...args)
  }
}
