// Every view of the console. A new one is a folder, a word `nav.NAME` per language, and a line here; it is shown to whoever may ask `needs`.
import type { Component } from 'vue'
import type { Operation } from './api/client'
import type { WordKey } from './words'

export interface View {
  name: string
  /** Of the router, with its parameters. */
  path: string
  title: WordKey
  icon: string
  /** The first thing it asks of the server. */
  needs: Operation
  load: () => Promise<{ default: Component }>
}

export const kViews: readonly View[] = [
  { name: 'inbox', path: '/inbox/:id?', title: 'nav.inbox', icon: 'inbox', needs: 'conversations', load: () => import('./inbox/InboxView.vue') },
  { name: 'tickets', path: '/tickets/:number?', title: 'nav.tickets', icon: 'tickets', needs: 'tickets', load: () => import('./tickets/TicketsView.vue') },
  { name: 'scripts', path: '/scripts/:draft?/:file?', title: 'nav.scripts', icon: 'scripts', needs: 'releases', load: () => import('./scripts/ScriptsView.vue') },
  { name: 'files', path: '/files/:file?', title: 'nav.files', icon: 'files', needs: 'operatorFiles', load: () => import('./files/FilesView.vue') },
  { name: 'search', path: '/search', title: 'nav.search', icon: 'search', needs: 'search', load: () => import('./search/SearchView.vue') },
  { name: 'reports', path: '/reports', title: 'nav.reports', icon: 'reports', needs: 'report', load: () => import('./reports/ReportsView.vue') },
  { name: 'audit', path: '/audit', title: 'nav.audit', icon: 'audit', needs: 'audit', load: () => import('./audit/AuditView.vue') },
  { name: 'users', path: '/users', title: 'nav.users', icon: 'users', needs: 'accounts', load: () => import('./users/UsersView.vue') },
]
