import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

it('the types of the API are what its description makes', () => {
  const check = spawnSync(process.execPath, ['api_types.mjs', '--check'], { encoding: 'utf8' })
  expect(check.stderr).toBe('')
  expect(check.status).toBe(0)
})
