// SPDX-License-Identifier: Apache-2.0
import {
  IconActivity,
  IconBooks,
  IconBuildingStore,
  IconChartBar,
  IconChecklist,
  IconCube,
  IconKey,
  IconMessages,
  IconPlug,
  IconRoute,
  IconSend,
  IconSitemap,
  IconStack2,
  IconTargetArrow,
  IconUsers,
} from '@tabler/icons-react';
import type { Entry, Section } from '../logic/permissions';

export interface NavEntry extends Entry {
  icon: typeof IconBooks;
  /** What else people call it, for the palette. */
  words: string;
}

/** By what people do, not by which room serves it. */
export const navigation: Section<NavEntry>[] = [
  {
    label: 'Discover',
    entries: [
      {
        label: 'Catalogue',
        to: '/catalogue',
        permission: 'marketplace:read',
        icon: IconBooks,
        words: 'services search models find',
      },
      {
        label: 'Playground',
        to: '/playground',
        permission: 'marketplace:read',
        icon: IconMessages,
        words: 'try chat compare side by side embeddings moderations responses curl python java',
      },
    ],
  },
  {
    label: 'Build',
    entries: [
      {
        label: 'Assets',
        to: '/registry',
        permission: 'registry:read',
        icon: IconCube,
        words: 'registry models prompts datasets agents tools versions manifests search',
      },
    ],
  },
  {
    label: 'Run',
    entries: [
      {
        label: 'Subscriptions',
        to: '/subscriptions',
        permission: 'marketplace:subscribe',
        icon: IconStack2,
        words: 'quota limits consumer keys',
      },
      {
        label: 'Upstreams',
        to: '/upstreams',
        permission: 'upstreams:read',
        icon: IconPlug,
        words: 'providers endpoints credentials probe',
      },
      {
        label: 'Routes',
        to: '/routes',
        permission: 'upstreams:read',
        icon: IconRoute,
        words: 'routing weight priority canary shadow fallback hedge retry why explain',
      },
      {
        label: 'Targets',
        to: '/targets',
        permission: 'upstreams:read',
        icon: IconTargetArrow,
        words: 'live health circuit breaker throughput failures gateway',
      },
      {
        label: 'Live calls',
        to: '/tail',
        permission: 'analytics:read',
        icon: IconActivity,
        words: 'tail requests log stream errors now',
      },
    ],
  },
  {
    label: 'Understand',
    entries: [
      {
        label: 'Usage and cost',
        to: '/usage',
        permission: 'analytics:read',
        icon: IconChartBar,
        words: 'analytics charts tokens spend latency errors',
      },
      {
        label: 'Lineage',
        to: '/lineage',
        permission: 'registry:read',
        icon: IconSitemap,
        words: 'graph upstream downstream impact blast radius what breaks origin',
      },
    ],
  },
  {
    label: 'Govern',
    entries: [
      {
        label: 'Approvals',
        to: '/approvals',
        permission: 'approvals:read',
        icon: IconChecklist,
        words: 'queue inbox approve reject',
      },
    ],
  },
  {
    label: 'Publish',
    entries: [
      {
        label: 'My services',
        to: '/my-services',
        permission: 'marketplace:publish',
        icon: IconBuildingStore,
        words: 'publisher state validation',
      },
      {
        label: 'Publish a service',
        to: '/publish',
        permission: 'marketplace:publish',
        icon: IconSend,
        words: 'new service submit',
      },
    ],
  },
  {
    label: 'Admin',
    entries: [
      {
        label: 'API keys',
        to: '/keys',
        permission: 'keys:read',
        icon: IconKey,
        words: 'tokens service accounts rotate revoke',
      },
      { label: 'Users', to: '/users', permission: 'users:read', icon: IconUsers, words: 'people roles accounts' },
    ],
  },
];
