// SPDX-License-Identifier: Apache-2.0
// The part of the journey about the gateway: a route is edited and saved, two services
// are tried side by side, targets are seen.
import assert from 'node:assert/strict';

/** @param {{page: import('playwright-core').Page, go: Function, look: import('./look.mjs').Looker}} journey */
export function gatewaySteps({ page, go, look }) {
  const button = (name, scope = page) => scope.getByRole('button', { name, exact: true });
  const order = page.getByRole('region', { name: 'Order of targets' });
  const target = (id) => page.getByRole('group', { name: `Target ${id}`, exact: true });
  const chosen = (id) => order.locator(`[data-target="${id}"]`);

  async function editRoute() {
    await go('/routes');
    await page.getByRole('link', { name: 'Report writer' }).click();
    await chosen('primary').getByText('priority 0, weight 1').waitFor();
    await page.getByRole('radiogroup', { name: 'Strategy' }).getByText('By weight', { exact: true }).click();
    await button('Add a target').click();
    // What the server refuses is told before anything is saved, and stands beside its field once one has been there.
    await order.getByText('Target 2, upstream model').waitFor();
    const model = target('target-2').getByLabel('Model there');
    await model.focus();
    await page.keyboard.press('Tab');
    await target('target-2')
      .getByText(/expected: the upstream's name of a model/)
      .waitFor();
    await look.accessible('route with faults');
    await model.fill('simulator-small');
    await target('target-2').getByLabel('Weight').fill('3');
    await chosen('target-2').getByText('75 %').waitFor();
    await chosen('primary').getByText('25 %').waitFor();
    await button('Conditions and price', target('target-2')).click();
    await target('target-2').getByLabel('Only when').fill('request.tokens > 1000');
    await page.getByRole('list', { name: 'Left out' }).getByText('Rule', { exact: true }).waitFor();
    await page.getByLabel('Prompt, tokens').fill('2000');
    await chosen('target-2').and(order.locator('[data-position]')).waitFor();
    await look.at('route-why');
    await button('Save the route').click();
    await page.getByText('Revision 1', { exact: true }).waitFor();
  }

  /** Somebody else was first: nothing is lost, and there are two ways on. */
  async function conflictingEdit() {
    await target('target-2').getByLabel('Weight').fill('4');
    const status = await page.evaluate(async () => {
      const me = await (await fetch('/api/identity/v1/me')).json();
      const path = '/api/gateway/v1/routes/report-writer';
      const route = await (await fetch(path)).json();
      const answer = await fetch(path, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', 'x-llmops-csrf': me.csrf_token, 'if-match': '"1"' },
        body: JSON.stringify({ ...route, deadline_ms: 60_000 }),
      });
      return answer.status;
    });
    assert.equal(status, 200, 'a change by somebody else');
    await button('Save the route').click();
    await page.getByText('Somebody else changed this route', { exact: false }).waitFor();
    await look.accessible('route conflict');
    await button('Save mine over theirs').click();
    await page.getByText('Revision 3', { exact: true }).waitFor();
  }

  async function seeTargets() {
    await go('/targets?service=report-writer');
    const rows = page.getByRole('table', { name: 'Targets' }).getByRole('row');
    await rows.filter({ hasText: 'target-2' }).waitFor();
    await rows.filter({ hasText: 'primary' }).waitFor();
    await look.at('targets');
    await go('/routes');
    await page.getByRole('table', { name: 'Routes' }).getByRole('link', { name: 'report-writer' }).waitFor();
    await look.accessible('routes');
  }

  /** One prompt to two services at once, streamed; then another dialect, and a stop. */
  async function compareServices() {
    await go('/playground?services=report-writer');
    await button('Compare with another').click();
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Say hello to the platform team.');
    await button('Send').click();
    const answers = page.locator('[data-turn]');
    await page.locator('[data-turn="streaming"] [data-answer]').first().waitFor();
    const lengths = new Set();
    while ((await page.locator('[data-turn="streaming"]').count()) > 0)
      lengths.add((await answers.first().textContent())?.length ?? 0);
    assert.ok(lengths.size > 2, `the answer appeared at once (lengths seen: ${[...lengths].join(', ')})`);
    for (const which of [0, 1])
      assert.match(
        (await answers.nth(which).locator('[data-figures]').textContent()) ?? '',
        /First token.*Whole answer.*[1-9]\d* tokens in, [1-9]\d* out/,
      );
    // The first has the route that was saved before.
    await answers.first().getByText('primary', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Java' }).click();
    await page.getByRole('region', { name: 'This request in Java' }).getByText('platform team').waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    await look.at('playground-compare');
    await page.getByRole('radiogroup', { name: 'Endpoint' }).getByText('Messages', { exact: true }).click();
    await page
      .getByRole('textbox', { name: 'Message', exact: true })
      .fill('Tell me a long story about a registry, in many sentences.');
    await page.keyboard.press('Control+Enter');
    await page.locator('[data-turn="streaming"] [data-answer]').first().waitFor();
    await button('Stop').click();
    await page.locator('[data-turn="stopped"], [data-turn="done"]').nth(1).waitFor();
    await page.getByRole('radiogroup', { name: 'Endpoint' }).getByText('Moderations', { exact: true }).click();
    await page.getByLabel('Text to judge').fill('I will kill you.');
    await button('Send').click();
    await answers.first().getByText('violence', { exact: false }).waitFor();
  }

  /** The calls of the playground, and none of another status. */
  async function seeCalls() {
    await go('/tail?service=report-writer');
    await page.getByRole('table', { name: 'Calls' }).getByText('report-writer').first().waitFor();
    await look.accessible('live calls');
    await button('Pause').click();
    await page.getByText('Paused.').waitFor();
    await page.getByRole('radiogroup', { name: 'Status' }).getByText('Timeout', { exact: true }).click();
    await page.getByText('No call in the last minutes').waitFor();
  }

  return { editRoute, conflictingEdit, compareServices, seeTargets, seeCalls };
}
