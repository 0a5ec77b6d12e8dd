// SPDX-License-Identifier: Apache-2.0
import { getRouteApi } from '@tanstack/react-router';
import { Explorer } from './lineage/explorer';
import { Finder } from './lineage/finder';

const route = getRouteApi('/frame/lineage');

/** What was made from what: around one node, or the way to one. */
export function LineagePage() {
  const search = route.useSearch();
  return search.node ? <Explorer key={search.node} node={search.node} /> : <Finder />;
}
