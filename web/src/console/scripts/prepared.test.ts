import { expect, it } from 'vitest'
import { prepare, takePrepared } from './prepared'

it('a prepared text is given once, to its own draft and file', () => {
  prepare('更正', 'rules/routing.yaml', 'rules:')
  expect(takePrepared('更正', 'routing.yaml')).toBeUndefined()
  expect(takePrepared('停车', 'rules/routing.yaml')).toBeUndefined()
  expect(takePrepared('更正', 'rules/routing.yaml')).toBe('rules:')
  expect(takePrepared('更正', 'rules/routing.yaml')).toBeUndefined()
})
