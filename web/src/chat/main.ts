import { createApp } from 'vue'
import ChatPage from './ui/ChatPage.vue'
import './ui/look.css'
import './ui/page.css'
import './ui/lines.css'
import './ui/dock.css'
import './ui/small.css'

createApp(ChatPage).mount('#app')
