// SPDX-License-Identifier: Apache-2.0
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import Prose from './markdown';

const html = (text: string) => renderToStaticMarkup(<Prose text={text} />);

describe('markdown that others wrote', () => {
  it('is rendered', () => expect(html('**bold**')).toContain('<strong>bold</strong>'));
  it('runs no script and loads nothing', () => {
    const page = html(
      '<script>x</script><img src=x onerror=y>\n\n[a](javascript:alert(1)) ![p](https://t.example/p.png) <svg onload=z>',
    );
    expect(page).not.toMatch(/<script|<img|<svg|javascript:/);
  });
  it('opens links without telling who sent them', () =>
    expect(html('[a](https://example.org)')).toContain('rel="noopener noreferrer nofollow"'));
});
