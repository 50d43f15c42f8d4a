import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The operators' page: everything it needs is bundled, nothing is fetched from elsewhere. */
export default defineConfig({
  root: new URL('web', import.meta.url).pathname,
  plugins: [react()],
  logLevel: 'warn',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Inlined files would be data: URLs, which the page's policy refuses.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/dispatch', '/engine'].map((path) => [path, { target: 'http://127.0.0.1:8080' }]),
    ),
  },
});
