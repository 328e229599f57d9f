import { expect, test } from 'vitest'
import { batchCase, frameCase } from './frame-cases.ts'

test('a frame is packed and accepted again and again', () => {
  for (const one of [batchCase('batch'), frameCase('frame')]) {
    expect(() => {
      for (let nth = 0; nth < 3; nth++) one.run()
    }).not.toThrow()
  }
})
