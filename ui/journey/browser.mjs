// SPDX-License-Identifier: Apache-2.0
// A Chromium that is already on the machine, with a fresh profile; nothing is downloaded.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export function findChromium() {
  const candidates = [process.env.CHROMIUM, '/usr/bin/chromium'];
  for (const folder of (process.env.PATH ?? '').split(delimiter))
    candidates.push(...names.map((name) => join(folder, name)));
  for (const path of candidates) {
    if (!path) continue;
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not this one
    }
  }
  throw new Error('No Chromium found. Install the package chromium, or name one in CHROMIUM.');
}

export function launch() {
  return chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
  });
}
