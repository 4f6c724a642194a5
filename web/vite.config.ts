import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { firstLoad } from './first_load'
import { precompress } from './precompress'

const kServer = process.env['XINSHENG_URL'] ?? 'http://127.0.0.1:8080'
const root = fileURLToPath(new URL('.', import.meta.url))

// One build for every page of the server; they share /assets/.
export default defineConfig({
  root,
  base: '/',
  plugins: [vue(), firstLoad('console', 'inbox/InboxView.vue', 350_000), precompress()],
  build: {
    outDir: `${root}dist`,
    emptyOutDir: true,
    // Old phones: WebViews of Android 8 and iOS 14 still drive cabs.
    target: ['chrome80', 'safari14'],
    // The content policy allows no data: URLs, and the polyfill would be one more script on a slow line.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { chat: `${root}chat/index.html`, console: `${root}console/index.html` } },
  },
  server: {
    proxy: {
      '/api': kServer,
      '/chat/messages': kServer,
      '/chat/photos': kServer,
      '/chat/history': kServer,
      '/chat/events': kServer,
    },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
})
