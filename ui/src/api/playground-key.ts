// SPDX-License-Identifier: Apache-2.0
import { api, must } from './client';

// One short-lived key per subscription, in memory only; asked for again shortly before it ends.
const held = new Map<string, { key: string; until: number }>();

export async function playgroundKey(subscription: string): Promise<string> {
  const known = held.get(subscription);
  if (known && known.until > Date.now()) return known.key;
  const path = { path: { id: subscription } };
  const issued = await must(api.POST('/api/marketplace/v1/subscriptions/{id}/playground-key', { params: path }));
  const ends = issued.expires_at ? Date.parse(issued.expires_at) : Date.now() + 15 * 60_000;
  held.set(subscription, { key: issued.key, until: ends - 30_000 });
  return issued.key;
}

/** It was refused: another one is asked for next time. */
export function forgetPlaygroundKey(subscription: string): void {
  held.delete(subscription);
}
