import { createApp } from 'vue'
import ChatPage from './ui/ChatPage.vue'
import './ui/chat.css'

createApp(ChatPage).mount('#app')
