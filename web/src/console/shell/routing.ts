import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { kViews } from '../views'
import { may } from './person'

/** The first view this person may see. */
export const homePath = (): string => pathOf(kViews.find((view) => may(view.needs))?.path ?? '/nothing')

/** A view's path without its parameters. */
export const pathOf = (path: string): string => path.replace(/\/:.*$/, '')

export function makeRouter() {
  const views: RouteRecordRaw[] = kViews.map((view) => ({ name: view.name, path: view.path, component: view.load, meta: { needs: view.needs } }))
  return createRouter({
    // The part behind # stays in the browser: no address of a view ever stands in a server's or proxy's log.
    history: createWebHashHistory('/console/'),
    routes: [...views, { path: '/:rest(.*)*', name: 'home', component: () => import('./NoView.vue') }],
  })
}
