import { expect, it } from 'vitest'
import { withTest } from './tests_of_talk'

const kTest = '  - test: 新的\n    talk:\n      - user: 停车\n'

it('stands behind the tests that are there, before what comes after them', () => {
  expect(withTest('kind: dialog\ntests:\n  - test: 旧的\n    talk: []\n\n# 说明\nlate:\n  do: x\n', kTest)).toBe(
    'kind: dialog\ntests:\n  - test: 旧的\n    talk: []\n  - test: 新的\n    talk:\n      - user: 停车\n\n# 说明\nlate:\n  do: x\n',
  )
})

it('begins the tests of a script that has none', () => {
  expect(withTest('kind: dialog\nsteps: []', kTest)).toBe(`kind: dialog\nsteps: []\ntests:\n${kTest}`)
})
