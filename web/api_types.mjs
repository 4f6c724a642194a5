// Makes src/console/api/shapes.ts from the server's description of its API (src/console/api/openapi.json).
//   node api_types.mjs            writes it
//   node api_types.mjs --check    exit 1 where it is not what the description makes
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

const folder = fileURLToPath(new URL('src/console/api/', import.meta.url))

/** The TypeScript of one JSON schema, as far as the server's descriptions go. */
export function typeOf(schema, indent = '') {
  if (schema.$ref) return schema.$ref.slice('#/components/schemas/'.length)
  if (schema.enum) return schema.enum.map((word) => JSON.stringify(word)).join(' | ')
  if (schema.type === 'string') return 'string'
  if (schema.type === 'integer' || schema.type === 'number') return 'number'
  if (schema.type === 'boolean') return 'boolean'
  if (schema.type === 'array') return `Array<${typeOf(schema.items ?? {}, indent)}>`
  if (schema.type !== 'object' || !schema.properties) return 'unknown'
  const inner = `${indent}  `
  const fields = Object.entries(schema.properties).map(([name, shape]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
    return `${inner}${key}${schema.required?.includes(name) ? '' : '?'}: ${typeOf(shape, inner)}\n`
  })
  return fields.length === 0 ? 'Record<string, never>' : `{\n${fields.join('')}${indent}}`
}

const contentOf = (holder) => Object.values(holder?.content ?? {})[0]?.schema

function operationsOf(description) {
  return Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
}

function parametersOf(operation, place) {
  const own = (operation.parameters ?? []).filter((each) => each.in === place)
  if (own.length === 0) return undefined
  return { type: 'object', properties: Object.fromEntries(own.map((each) => [each.name, each.schema])), required: own.filter((each) => each.required).map((each) => each.name) }
}

export function shapesOf(description) {
  const shapes = Object.entries(description.components?.schemas ?? {}).map(([name, schema]) => `export type ${name} = ${typeOf(schema)}\n`)
  const operations = operationsOf(description)
  const types = operations.map(({ operation }) => {
    const parts = [['path', parametersOf(operation, 'path')], ['query', parametersOf(operation, 'query')], ['body', contentOf(operation.requestBody)], ['answer', contentOf(operation.responses?.['200'])]]
    const lines = parts.map(([name, schema]) => `    ${name}: ${schema ? typeOf(schema, '    ') : 'undefined'}\n`)
    return `  ${operation.operationId}: {\n${lines.join('')}  }\n`
  })
  const routes = operations.map(({ path, method, operation }) =>
    `  ${operation.operationId}: { method: ${JSON.stringify(method)}, path: ${JSON.stringify(path)}, roles: ${JSON.stringify(operation['x-roles'] ?? [])} },\n`,
  )
  return [
    '// Made by api_types.mjs from openapi.json. Do not edit.\n\n',
    shapes.join('\n'),
    `\nexport interface Operations {\n${types.join('')}}\n`,
    '\nexport interface Route {\n  method: string\n  path: string\n  roles: readonly string[]\n}\n',
    `\nexport const kRoutes: Record<keyof Operations, Route> = {\n${routes.join('')}}\n`,
  ].join('')
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const made = shapesOf(JSON.parse(readFileSync(`${folder}openapi.json`, 'utf8')))
  if (!process.argv.includes('--check')) writeFileSync(`${folder}shapes.ts`, made)
  else if (readFileSync(`${folder}shapes.ts`, 'utf8') !== made) {
    console.error('src/console/api/shapes.ts is not what openapi.json makes: run "npm run types"')
    process.exit(1)
  }
}
