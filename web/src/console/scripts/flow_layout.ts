// Where the steps of a dialog stand in its picture: from top to bottom, as they follow each other.
import dagre from '@dagrejs/dagre'
import type { Flow } from '../api/shapes'

export interface Placed {
  id: string
  x: number
  y: number
  width: number
  height: number
}

export const kNodeWidth = 240
const kLineHeight = 20
const kLinesMost = 3

/** As high as its title and the first lines of what is said there. */
export const heightOf = (lines: number): number => 44 + Math.min(lines, kLinesMost) * kLineHeight

export function placeNodes(flow: Flow): Placed[] {
  const graph = new dagre.graphlib.Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: 42 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of flow.nodes) graph.setNode(node.id, { width: kNodeWidth, height: heightOf(node.lines.length) })
  flow.edges.forEach((edge, i) => graph.setEdge(edge.from, edge.to, {}, String(i)))
  dagre.layout(graph)
  return flow.nodes.map((node) => {
    const at = graph.node(node.id) as { x: number; y: number }
    const height = heightOf(node.lines.length)
    return { id: node.id, x: Math.round(at.x - kNodeWidth / 2), y: Math.round(at.y - height / 2), width: kNodeWidth, height }
  })
}
