import { createApp } from 'vue'
import DeskApp from './shell/DeskApp.vue'
import { makeRouter } from './shell/routing'
import './look/tokens.css'
import './look/base.css'
import './look/parts.css'
import './look/table.css'
import './look/inbox.css'
import './lists/lists.css'
import './look/sheet.css'

createApp(DeskApp).use(makeRouter()).mount('#app')
