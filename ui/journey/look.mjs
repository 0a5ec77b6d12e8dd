// SPDX-License-Identifier: Apache-2.0
// What is looked at on every page: accessibility in both themes, no sideways scrolling, no script error, pictures.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';

const wide = { width: 1280, height: 800 };
const narrow = { width: 390, height: 844 };

export class Looker {
  constructor(page, directory) {
    this.page = page;
    this.directory = directory;
    this.findings = [];
    this.count = 0;
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
    for (const [viewport, label] of [
      [wide, '1280'],
      [narrow, '390'],
    ]) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.waitForFunction(
          (wanted) => document.documentElement.dataset.mantineColorScheme === wanted,
          colorScheme,
        );
        await settled(page);
        await page.screenshot({ path: join(this.directory, `${name}-${label}-${colorScheme}.png`), fullPage: true });
        await this.accessible(`${name} ${label} ${colorScheme}`);
      }
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (over > 1) this.findings.push(`${name} at ${label}: the page is ${over} px wider than the window`);
    }
    await page.setViewportSize(wide);
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  }

  async accessible(where) {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    for (const { id, impact, help, nodes } of violations) {
      if (impact !== 'serious' && impact !== 'critical') continue;
      this.findings.push(
        `axe, ${where}: ${id} (${impact}): ${help}; ${nodes
          .slice(0, 3)
          .map((node) => node.target.join(' '))
          .join(' | ')}`,
      );
    }
  }
}

async function settled(page) {
  // Neither loading nor showing, paler, what was there before.
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"], .soft'));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}
