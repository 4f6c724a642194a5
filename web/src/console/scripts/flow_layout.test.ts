import { expect, it } from 'vitest'
import { placeNodes } from './flow_layout'

it('stands every step below the one it comes from, and none on another', () => {
  const node = (id: string, lines: string[] = []) => ({ id, kind: 'say', title: id, lines, line: 1 })
  const placed = placeNodes({
    nodes: [node('start'), node('a', ['one', 'two']), node('b'), node('c'), node('end')],
    edges: [
      { from: 'start', to: 'a', label: '' },
      { from: 'a', to: 'b', label: '是' },
      { from: 'a', to: 'c', label: '否' },
      { from: 'b', to: 'end', label: '' },
      { from: 'c', to: 'end', label: '' },
    ],
  })
  const at = Object.fromEntries(placed.map((one) => [one.id, one]))
  expect(at['a']!.y).toBeGreaterThan(at['start']!.y)
  expect(at['b']!.y).toBeGreaterThanOrEqual(at['a']!.y + at['a']!.height)
  expect(Math.abs(at['b']!.x - at['c']!.x)).toBeGreaterThanOrEqual(at['b']!.width)
})
