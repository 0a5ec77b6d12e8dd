// SPDX-License-Identifier: Apache-2.0
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env['LLMOPS_URL'] ?? 'http://localhost:8080';
const proxied = ['/api', '/v1', '/problems', '/openapi', '/health'];

export default defineConfig({
  plugins: [react()],
  // The product has a page called /assets, so built files live elsewhere.
  build: {
    outDir: process.env['UI_OUT'] ?? 'dist',
    emptyOutDir: true,
    assetsDir: '_ui',
    manifest: '_ui/manifest.json',
    target: 'es2022',
    chunkSizeWarningLimit: 700,
    reportCompressedSize: false,
  },
  server: { proxy: Object.fromEntries(proxied.map((path) => [path, { target: server }])) },
});
