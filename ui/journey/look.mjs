// SPDX-License-Identifier: Apache-2.0
// What is looked at on every page: accessibility in both themes, no sideways scrolling, no script error, pictures.
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The axe that the package for Playwright brings.
const axeSource = createRequire(fileURLToPath(import.meta.resolve('@axe-core/playwright')))('axe-core').source;
const tallest = 2400;
const widths = { 1280: { width: 1280, height: 800 }, 390: { width: 390, height: 844 } };

export class Looker {
  constructor(page, directory) {
    this.page = page;
    this.directory = directory;
    this.findings = [];
    this.count = 0;
    this.millis = {};
    mkdirSync(directory, { recursive: true });
    page.on('pageerror', (error) => this.findings.push(`script error: ${error.message}`));
    page.on('console', (message) => {
      // A refusal that the journey provokes is reported by the browser as an error, too; those name the resource.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.findings.push(`console: ${message.text()}`);
    });
  }

  /** Checks and photographs the page as it is. */
  async at(name) {
    this.count++;
    const { page } = this;
    // In this order each change is one of width or one of theme, and the last is the first again.
    for (const [width, scheme] of [
      ['1280', 'light'],
      ['1280', 'dark'],
      ['390', 'dark'],
      ['390', 'light'],
    ]) {
      await this.set(widths[width], scheme);
      const where = `${name} ${width} ${scheme}`;
      await this.timed('pictures', async () =>
        page.screenshot({
          path: join(this.directory, `${name}-${width}-${scheme}.png`),
          fullPage: true,
          // A long list looks the same further down.
          clip: { x: 0, y: 0, width: widths[width].width, height: await this.height() },
        }),
      );
      await this.accessible(where);
      if (scheme === 'light') {
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (over > 1) this.findings.push(`${name} at ${width}: the page is ${over} px wider than the window`);
      }
    }
    await this.set(widths['1280'], 'light');
  }

  height() {
    return this.page.evaluate((most) => Math.min(document.documentElement.scrollHeight, most), tallest);
  }

  async set(viewport, colorScheme) {
    const { page } = this;
    await this.timed('settling', async () => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.waitForFunction(
        (wanted) => document.documentElement.dataset.mantineColorScheme === wanted,
        colorScheme,
      );
      await settled(page);
    });
  }

  async accessible(where) {
    const violations = await this.timed('axe', async () => {
      // As the builder of the package would do it, without a second page for each answer.
      if (!(await this.page.evaluate(() => 'axe' in window))) await this.page.evaluate(axeSource);
      return this.page.evaluate(async () => {
        const found = await window.axe.run(document, { resultTypes: ['violations'] });
        return found.violations.map(({ id, impact, help, nodes }) => ({
          id,
          impact,
          help,
          targets: nodes.slice(0, 3).map((node) => node.target.join(' ')),
        }));
      });
    });
    for (const { id, impact, help, targets } of violations) {
      if (impact !== 'serious' && impact !== 'critical') continue;
      this.findings.push(`axe, ${where}: ${id} (${impact}): ${help}; ${targets.join(' | ')}`);
    }
  }

  async timed(what, action) {
    const started = Date.now();
    try {
      return await action();
    } finally {
      this.millis[what] = (this.millis[what] ?? 0) + Date.now() - started;
    }
  }
}

async function settled(page) {
  // Neither loading nor showing, paler, what was there before.
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"], .soft'));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}
