// SPDX-License-Identifier: Apache-2.0
// The main road in a real browser, against a running server with demonstration data.
//   LLMOPS_URL         where it runs, default http://127.0.0.1:8080
//   LLMOPS_LOGIN_LINK  the one-time link that `up` printed; or LLMOPS_EMAIL and LLMOPS_PASSWORD
//   LLMOPS_SCREENSHOTS       where pictures go, default target/journey
// Ends with 1 and a list of what was wrong.
import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { launch } from './browser.mjs';
import { gatewaySteps } from './gateway.mjs';
import { Looker } from './look.mjs';

const base = (process.env.LLMOPS_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '');
const shots = resolve(process.env.LLMOPS_SCREENSHOTS ?? 'target/journey');
const password = process.env.LLMOPS_PASSWORD ?? 'four unrelated words here';
const begun = Date.now();
const run = begun.toString(36);

const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
const page = await context.newPage();
page.setDefaultTimeout(15_000);
const look = new Looker(page, shots);
const done = [];

async function step(name, action) {
  const started = Date.now();
  try {
    await action();
    done.push(name);
    console.log(`ok    ${name} (${Date.now() - started} ms)`);
  } catch (error) {
    console.error(`FAIL  ${name}\n${error.message}\nat ${page.url()}`);
    await page.screenshot({ path: join(shots, 'failure.png'), fullPage: true }).catch(() => undefined);
    throw error;
  }
}

const go = (path) => page.goto(base + path);
const button = (name, scope = page) => scope.getByRole('button', { name, exact: true });
const dialog = () => page.getByRole('dialog');

async function callsShown() {
  const text = await page.locator('[data-stat="Calls"]').textContent();
  return Number(text?.replace(/\D/g, ''));
}

async function login() {
  await go('/usage?range=30m');
  await page.waitForURL(/\/login\?next=/);
  await look.at('login');
  if (process.env.LLMOPS_LOGIN_LINK) {
    const link = new URL(process.env.LLMOPS_LOGIN_LINK, base);
    await go(link.pathname + link.search);
    await page.getByLabel('New password').fill(password);
    await look.at('login-link');
    await page.getByLabel('Again').fill(password);
    await button('Set the password and log in').click();
  } else {
    await page.getByLabel('E-mail').fill(process.env.LLMOPS_EMAIL ?? 'admin@localhost');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await button('Log in').click();
  }
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
}

async function catalogue() {
  await go('/catalogue');
  const rows = page.locator('.entries [data-row]');
  await rows.first().waitFor();
  await look.at('catalogue');
  const first = (await rows.first().textContent()).trim();
  await page.keyboard.press('/');
  await page.keyboard.type(first.split(' ')[0]);
  await page.waitForURL(/[?&]q=/);
  await page.getByRole('list', { name: 'Services' }).getByText(first.split(' ')[0]).first().waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/services\//);
}

async function palette() {
  await page.keyboard.press('Control+k');
  await page.locator('input[role=combobox]:focus').waitFor();
  await page.keyboard.type('usage');
  await dialog().getByRole('option').first().waitFor();
  await look.accessible('palette');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/usage/);
  await page.goBack();
  await page.waitForURL(/\/services\//);
}

async function subscribe() {
  await page.getByRole('tab', { name: 'Readme' }).waitFor();
  await page.getByText('Publisher', { exact: true }).waitFor();
  await look.at('service');
  await page.getByRole('tab', { name: 'Code' }).click();
  await page.getByText(`${base}/v1/chat/completions`).waitFor();
  await look.at('service-code');
  await page.waitForLoadState('networkidle');
  if (await button('Subscribe').isVisible()) {
    await button('Subscribe').click();
    await page.waitForURL(/tab=try/);
  } else await page.getByRole('tab', { name: 'Playground' }).click();
  await page.getByRole('link', { name: 'My subscription and keys' }).waitFor();
}

let callsBefore = 0;

async function playground() {
  const service = page.url();
  await go('/usage?range=24h');
  await page.locator('[data-stat="Calls"]').waitFor();
  callsBefore = await callsShown();
  await page.goto(service);
  const message = page.getByLabel('Message');
  await message.fill('Say hello to the platform team.');
  await button('Send').click();
  const answer = page.locator('[data-answer]').last();
  // Streaming shows: the text grows before the turn is done.
  const lengths = new Set();
  await page.locator('[data-turn="streaming"]').waitFor();
  while ((await page.locator('[data-turn="streaming"]').count()) > 0)
    lengths.add((await answer.textContent())?.length ?? 0);
  await page.locator('[data-turn="done"]').waitFor();
  assert.ok(
    lengths.size > 1,
    `the answer appeared at once (expected: piece by piece; lengths seen: ${[...lengths].join(', ')})`,
  );
  assert.match(
    (await page.locator('[data-figures]').last().textContent()) ?? '',
    /First token.*Whole answer.*tokens in/,
  );
}

async function seenInUsage() {
  const started = Date.now();
  await go('/usage?range=24h');
  await page.waitForFunction(
    (before) => Number(document.querySelector('[data-stat="Calls"]')?.textContent?.replace(/\D/g, '')) > before,
    callsBefore,
    { timeout: 5000 },
  );
  console.log(`      the call was in the page ${Date.now() - started} ms after opening it`);
  await page.locator('svg path').first().waitFor();
  await look.at('usage');
  await page.getByRole('radiogroup', { name: 'How many calls? Show as' }).getByText('Table').click();
  await page.getByRole('table', { name: 'How many calls?' }).waitFor();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save “How many calls?” as CSV' }).click();
  assert.match((await saving).suggestedFilename(), /how-many-calls.*\.csv$/);
}

async function stopping() {
  await page.goBack();
  await page.getByRole('tab', { name: 'Playground' }).click();
  await page.getByLabel('Message').fill('Tell me a long story about a registry, in many sentences.');
  await button('Send').click();
  await page.locator('[data-turn="streaming"] [data-answer]').waitFor();
  await button('Stop').click();
  await page.locator('[data-turn]').last().and(page.locator('[data-turn="stopped"], [data-turn="done"]')).waitFor();
  await look.at('playground');
}

async function subscriptionKeys() {
  await page.getByRole('link', { name: 'My subscription and keys' }).click();
  await page.waitForURL(/\/subscriptions\//);
  await button('Create a key').click();
  await dialog().getByLabel('Name').fill(`journey-${run}`);
  await button('Create', dialog()).click();
  await dialog().getByText('llmops_').waitFor();
  await look.accessible('key shown once');
  await dialog().getByLabel('I have stored the key').check();
  await button('Done', dialog()).click();
  const row = page.getByRole('row').filter({ hasText: `journey-${run}` });
  await row.waitFor();
  await look.at('subscription');
  await button('Revoke', row).click();
  await button('Revoke', dialog()).click();
  await row.getByText('Revoked').waitFor();
  await go('/subscriptions');
  await page.getByRole('table', { name: 'Subscriptions' }).waitFor();
  await look.at('subscriptions');
}

async function choose(label) {
  const field = page
    .getByRole('combobox', { name: label, exact: true })
    .or(page.getByRole('textbox', { name: label, exact: true }))
    .first();
  await field.click();
  const option = page.getByRole('option').filter({ visible: true }).first();
  await option.click();
}

async function publish() {
  await go('/publish');
  await button('Publish').click();
  await page.getByText('Enter a name', { exact: true }).waitFor();
  await look.at('publish');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(`Journey ${run}`);
  await page.getByLabel('Description').fill('Published by the browser journey.');
  await page.getByLabel('Readme').fill('# Journey\n\nNothing **special**.');
  assert.equal(await page.getByRole('textbox', { name: 'Slug' }).inputValue(), `journey-${run}`);
  await choose('Model');
  await choose('Upstream');
  await button('Publish').click();
  await page.waitForURL(/\/my-services\/journey-/);
  await page.locator('.step').first().waitFor();
  await page.getByText('Waiting for an approver.').or(page.getByText('Offered.')).waitFor({ timeout: 30_000 });
  await look.at('my-service');
  await go('/my-services');
  await page.getByRole('link', { name: `Journey ${run}` }).waitFor();
  await look.at('my-services');
}

async function approvals() {
  await go('/approvals');
  const row = page.getByRole('button', { name: new RegExp(`journey.${run}`, 'i') });
  await row.waitFor();
  await look.at('approvals');
  await row.click();
  await page.waitForURL(/[?&]id=/);
  await dialog().getByText('You asked for this.').waitFor();
  assert.equal(await button('Approve', dialog()).count(), 0, 'one’s own request cannot be approved');
  await look.at('approval');
}

const team = (name, version, tab) =>
  `/registry/model/${encodeURIComponent(name)}/${version}/manifest${tab ? `?tab=${tab}` : ''}`;

const asked = 'conversation engine for client care';

/** By meaning: none of the words asked for is in what is found. */
async function findAsset() {
  await go('/registry');
  const hits = page.getByRole('list', { name: 'Assets' }).getByRole('listitem');
  const assistant = hits.filter({ has: page.getByRole('link', { name: 'support/assistant', exact: true }) });
  const choosing = (facet, name) => page.getByRole('group', { name: facet }).getByRole('button', { name }).click();
  const searchbox = page.getByRole('searchbox', { name: 'Search assets' });
  await hits.first().waitFor();
  await look.at('assets');
  await page.keyboard.press('/');
  await page.keyboard.type(asked);
  await page.getByText('Meaning', { exact: true }).click();
  await page.waitForURL(/mode=semantic/);
  await page.getByText(/ · found by meaning$/).waitFor();
  await hits.first().and(assistant).waitFor();
  const shown = (await assistant.textContent()).toLowerCase();
  for (const word of asked.split(' ').filter((one) => one.length > 3))
    assert.ok(!shown.includes(word), `'${word}' is in what should be found by its meaning alone: ${shown}`);
  await assistant.getByText('Found by meaning', { exact: true }).click();
  await assistant.getByText(/^Place \d+ by meaning: .*near to the question \(0\.\d\d of 1\)\.$/).waitFor();
  await choosing('Owner', /^help-desk/);
  await page.waitForURL(/owner=help-desk/);
  await page.getByText(/^[1-9] of (at least )?[1-9] assets · found by meaning$/).waitFor();
  await look.at('assets-found');
  await choosing('Owner', /^help-desk/);
  // Words are found, too: a slip is noticed, what matched is marked, and the reason says where.
  await page.getByRole('radiogroup', { name: 'Find by' }).getByText('Text', { exact: true }).click();
  await searchbox.fill('suport assistant');
  await button('support assistant').click();
  await page.waitForURL(/q=support/);
  await assistant.locator('mark').filter({ hasText: 'assistant' }).first().waitFor();
  await assistant.getByText('Found by words', { exact: true }).click();
  await assistant.getByText(/^Place \d+ by words: .*“assistant” in the name/).waitFor();
  await choosing('Kind', /^Model/);
  await page.waitForURL(/kind=model/);
  await hits.first().filter({ hasText: 'support/assistant' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/registry\/model\/support%2Fassistant\/1\.1\.0\//);
  await page.getByRole('region', { name: 'Manifest' }).waitFor();
  await page.getByRole('heading', { name: 'Intended use' }).waitFor();
  await page.getByRole('table', { name: 'Metrics' }).getByText('answered rightly').waitFor();
  await look.at('asset');
}

async function compareVersions() {
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.getByRole('table', { name: 'Versions' }).waitFor();
  await page
    .getByRole('combobox', { name: 'The other version' })
    .or(page.getByRole('textbox', { name: 'The other version' }))
    .first()
    .click();
  await page.getByRole('option').filter({ visible: true }).first().click();
  await page.waitForURL(/compare=/);
  const table = page.getByRole('table', { name: 'Differences' });
  const row = table.getByRole('row').filter({ hasText: '/spec/capabilities/context_length' });
  await row.locator('ins').waitFor();
  assert.deepEqual(await row.locator('del, ins').allTextContents(), ['8192', '32768']);
  await page.getByText(/^After 1\.0\.0 it calls for a patch version: 1\.0\.1 or higher\.$/).waitFor();
  await look.at('asset-compare');
}

async function verifySignature() {
  await go(team('support/assistant', '1.1.0', 'signatures'));
  await page.getByText('Signed and verified.').waitFor();
  const signature = page.getByRole('list', { name: 'Signatures' }).getByRole('listitem').first();
  await signature.locator('[data-verdict="valid"]').waitFor();
  await signature.getByText('demo-release', { exact: true }).waitFor();
  await signature.getByText('Why', { exact: true }).click();
  const checks = await signature.locator('.checks .state').allTextContents();
  assert.ok(checks.length > 1 && checks.includes('Passed') && !checks.includes('Failed'), `checks: ${checks.join()}`);
  await look.at('asset-signatures');
  await go(`/registry/prompt/${encodeURIComponent('support/answer')}/1.0.0/manifest?tab=signatures`);
  await page.getByText('Nobody has signed this version.').waitFor();
}

async function traceWhatBreaks() {
  await go(team('support/assistant', '1.1.0', 'dependencies'));
  await page.getByText('2 versions would break without it.').waitFor();
  for (const agent of ['support/desk', 'support/triage'])
    await page
      .getByRole('table', { name: 'What needs it' })
      .getByRole('row')
      .filter({ hasText: agent })
      .getByText('Breaks', { exact: true })
      .waitFor();
  await look.at('asset-dependencies');
  await page.getByRole('link', { name: 'Trace the lineage' }).click();
  await page.waitForURL(/\/lineage\?node=/);
  await page.locator('.react-flow__node').first().waitFor();
  await button('What breaks').click();
  await page.getByRole('list', { name: 'What breaks' }).getByText('support/desk').first().waitFor();
  await page.locator('.box[data-touched="breaks"]').first().waitFor();
  await page
    .getByText(/^A change of support\/assistant@1\.1\.0 reaches \d+ nodes; [1-9]\d* of them would break\.$/)
    .waitFor();
  await look.at('lineage');
  // A moment before anything was known shows less, and the address says so.
  await page.getByRole('slider', { name: 'As of' }).focus();
  await page.keyboard.press('ArrowLeft');
  await page.waitForURL(/as_of=/);
  await button('Now').click();
  await page.waitForFunction(() => !location.search.includes('as_of'));
  await go('/lineage?name=support');
  await page.getByRole('table', { name: 'Nodes' }).getByText('support/desk@1.0.0').waitFor();
  await look.at('lineage-finder');
}

async function uploadFile() {
  const name = `journey/draft-${run}`;
  const said = await page.evaluate(async (asset) => {
    const me = await (await fetch('/api/identity/v1/me')).json();
    const manifest = {
      apiVersion: 'llmops/v1',
      kind: 'model',
      metadata: { name: asset, version: '1.0.0' },
      spec: { type: 'completion', provider: 'journey' },
    };
    const answer = await fetch('/api/registry/v1/assets', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-llmops-csrf': me.csrf_token },
      body: JSON.stringify(manifest),
    });
    return answer.status;
  }, name);
  assert.equal(said, 201, 'a draft for the upload');
  await go(team(name, '1.0.0', 'files'));
  // Three parts, so that there is a progress to see.
  await page.locator('input[type=file]').setInputFiles({
    name: 'weights.bin',
    mimeType: 'application/octet-stream',
    buffer: Buffer.alloc(9 * 1024 * 1024, 7),
  });
  await button('Upload').click();
  await page.getByRole('table', { name: 'Files' }).getByText('weights.bin').waitFor();
  await look.at('asset-files');
}

async function assetTabs() {
  for (const tab of ['aliases', 'activity']) {
    await go(team('support/assistant', '1.1.0', tab));
    await page.getByRole('tabpanel').waitFor();
    await look.at(`asset-${tab}`);
  }
}

const gateway = gatewaySteps({ page, go, look });

const others = [
  ['upstreams', '/upstreams', 'table'],
  ['keys', '/keys', 'heading'],
  ['users', '/users', 'table'],
  ['account', '/account', 'heading'],
];

async function otherPages() {
  for (const [name, path, role] of others) {
    await go(path);
    await page.getByRole(role).first().waitFor();
    await look.at(name);
  }
  await go('/services/there-is-no-such-service');
  await page.getByRole('alert').waitFor();
  await look.at('error');
}

async function phone() {
  await go('/catalogue');
  await page.setViewportSize({ width: 390, height: 844 });
  await button('Open the menu').click();
  await page.getByRole('link', { name: 'Usage and cost' }).click();
  await page.waitForURL(/\/usage/);
  await page.setViewportSize({ width: 1280, height: 800 });
}

try {
  await step('login leads back to the page that was asked for', login);
  await step('catalogue: search and open with the keyboard', catalogue);
  await step('go to anything', palette);
  await step('service page, samples, subscribe', subscribe);
  await step('playground streams an answer', playground);
  await step('the call is in usage within five seconds', seenInUsage);
  await step('an answer can be stopped', stopping);
  await step('keys: create, shown once, revoke', subscriptionKeys);
  await step('publish form to waiting for approval', publish);
  await step('approval queue explains self-approval', approvals);
  await step('assets: find by meaning, facets, open with the keyboard', findAsset);
  await step('compare two versions', compareVersions);
  await step('verify a signature', verifySignature);
  await step('trace what breaks', traceWhatBreaks);
  await step('upload a file to a draft', uploadFile);
  await step('aliases and activity', assetTabs);
  await step('edit a route, see why, save it', gateway.editRoute);
  await step('a route that somebody else changed', gateway.conflictingEdit);
  await step('playground: side by side, other dialects', gateway.compareServices);
  await step('targets of the route', gateway.seeTargets);
  await step('calls as they happen', gateway.seeCalls);
  await step('every other page', otherPages);
  await step('the menu on a phone', phone);
  assert.deepEqual(look.findings, [], `findings:\n${look.findings.join('\n')}`);
  console.log(
    `${done.length} steps passed, ${look.count} pages looked at in two widths and two themes; pictures in ${shots}`,
  );
  const spent = Object.entries(look.millis).map(([what, millis]) => `${what} ${Math.round(millis / 1000)} s`);
  console.log(`of ${Math.round((Date.now() - begun) / 1000)} s: ${spent.join(', ')}`);
} catch (error) {
  if (look.findings.length > 0) console.error(look.findings.join('\n'));
  else console.error(error.message);
  process.exitCode = 1;
} finally {
  await browser.close();
}
