// SPDX-License-Identifier: Apache-2.0
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  parseSearchWith,
  redirect,
  stringifySearchWith,
} from '@tanstack/react-router';
import type { Permission } from '../api/types';
import { ProblemError } from '../api/problem';
import { me } from '../api/queries';
import { Failure, Loading } from '../design/states';
import { assetTabs } from '../logic/asset-tabs';
import { depths, nodeTypes } from '../logic/lineage';
import { ENDPOINT_NAMES } from '../logic/play';
import { oneOf, optional, text, time } from '../logic/search';
import { STATUSES } from '../logic/tail';
import { dimensions, grains, ranges, type Grain, type RangeName, type UsageState } from '../logic/usage';
import { client } from './client';
import { Frame } from './frame';
import { NotFound } from './not-found';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    permission?: Permission;
  }
  interface Register {
    router: typeof router;
  }
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (raw) => optional({ next: text(raw, 'next') }),
  component: lazyRouteComponent(() => import('../pages/login'), 'LoginPage'),
});

const loginLink = createRoute({
  getParentRoute: () => root,
  path: '/login/link',
  validateSearch: (raw) => optional({ token: text(raw, 'token') }),
  component: lazyRouteComponent(() => import('../pages/login'), 'LoginLinkPage'),
});

const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  beforeLoad: async ({ location }) => {
    try {
      await client.query({ ...me, staleTime: 'static' });
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401)
        throw redirect({ to: '/login', search: { next: location.href } });
      throw error;
    }
  },
  component: Frame,
});

const inFrame = { getParentRoute: () => frame } as const;

const home = createRoute({
  ...inFrame,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/catalogue', replace: true });
  },
});

const catalogue = createRoute({
  ...inFrame,
  path: '/catalogue',
  staticData: { permission: 'marketplace:read' },
  validateSearch: (raw) =>
    optional({
      q: text(raw, 'q'),
      category: text(raw, 'category'),
      tag: text(raw, 'tag'),
      sort: oneOf(raw, 'sort', ['newest', 'name'] as const),
    }),
  component: lazyRouteComponent(() => import('../pages/catalogue'), 'CataloguePage'),
});

const service = createRoute({
  ...inFrame,
  path: '/services/$slug',
  staticData: { permission: 'marketplace:read' },
  validateSearch: (raw) => optional({ tab: oneOf(raw, 'tab', ['try', 'code', 'versions'] as const) }),
  component: lazyRouteComponent(() => import('../pages/service'), 'ServicePage'),
});

const subscriptions = createRoute({
  ...inFrame,
  path: '/subscriptions',
  staticData: { permission: 'marketplace:subscribe' },
  validateSearch: (raw) => optional({ state: oneOf(raw, 'state', ['active', 'paused', 'ended'] as const) }),
  component: lazyRouteComponent(() => import('../pages/subscriptions'), 'SubscriptionsPage'),
});

const subscription = createRoute({
  ...inFrame,
  path: '/subscriptions/$id',
  staticData: { permission: 'marketplace:subscribe' },
  component: lazyRouteComponent(() => import('../pages/subscription'), 'SubscriptionPage'),
});

const usage = createRoute({
  ...inFrame,
  path: '/usage',
  staticData: { permission: 'analytics:read' },
  validateSearch: (raw: Record<string, unknown>): Partial<UsageState> => ({
    range: oneOf(raw, 'range', Object.keys(ranges) as RangeName[]),
    from: time(raw, 'from'),
    to: time(raw, 'to'),
    grain: oneOf(raw, 'grain', Object.keys(grains) as Grain[]),
    by: oneOf(raw, 'by', dimensions),
    service: text(raw, 'service'),
    model: text(raw, 'model'),
    status: text(raw, 'status'),
  }),
  component: lazyRouteComponent(() => import('../pages/usage'), 'UsagePage'),
});

const publish = createRoute({
  ...inFrame,
  path: '/publish',
  staticData: { permission: 'marketplace:publish' },
  validateSearch: (raw) => optional({ from: oneOf(raw, 'from', ['model', 'asset'] as const) }),
  component: lazyRouteComponent(() => import('../pages/publish'), 'PublishPage'),
});

const myServices = createRoute({
  ...inFrame,
  path: '/my-services',
  staticData: { permission: 'marketplace:publish' },
  component: lazyRouteComponent(() => import('../pages/my-services'), 'MyServicesPage'),
});

const myService = createRoute({
  ...inFrame,
  path: '/my-services/$slug',
  staticData: { permission: 'marketplace:publish' },
  component: lazyRouteComponent(() => import('../pages/my-service'), 'MyServicePage'),
});

const approvals = createRoute({
  ...inFrame,
  path: '/approvals',
  staticData: { permission: 'approvals:read' },
  validateSearch: (raw) =>
    optional({
      state: oneOf(raw, 'state', ['approved', 'rejected', 'expired', 'cancelled'] as const),
      id: text(raw, 'id'),
    }),
  component: lazyRouteComponent(() => import('../pages/approvals'), 'ApprovalsPage'),
});

const assets = createRoute({
  ...inFrame,
  path: '/registry',
  staticData: { permission: 'registry:read' },
  validateSearch: (raw) =>
    optional({
      q: text(raw, 'q'),
      kind: text(raw, 'kind'),
      status: text(raw, 'status'),
      provider: text(raw, 'provider'),
      owner: text(raw, 'owner'),
      tag: text(raw, 'tag'),
      licence: text(raw, 'licence'),
      mode: oneOf(raw, 'mode', ['text', 'semantic'] as const),
      sort: oneOf(raw, 'sort', ['name', '-created_at', '-updated_at'] as const),
    }),
  component: lazyRouteComponent(() => import('../pages/assets'), 'AssetsPage'),
});

const asset = createRoute({
  ...inFrame,
  path: '/registry/$kind/$name/$version/manifest',
  staticData: { permission: 'registry:read' },
  validateSearch: (raw) => optional({ tab: oneOf(raw, 'tab', assetTabs), compare: text(raw, 'compare') }),
  component: lazyRouteComponent(() => import('../pages/asset'), 'AssetPage'),
});

const lineage = createRoute({
  ...inFrame,
  path: '/lineage',
  staticData: { permission: 'registry:read' },
  validateSearch: (raw) =>
    optional({
      node: text(raw, 'node'),
      at: text(raw, 'at'),
      open: text(raw, 'open'),
      depth: oneOf(raw, 'depth', depths),
      as_of: time(raw, 'as_of'),
      breaks: oneOf(raw, 'breaks', ['1'] as const),
      type: oneOf(raw, 'type', nodeTypes),
      name: text(raw, 'name'),
    }),
  component: lazyRouteComponent(() => import('../pages/lineage'), 'LineagePage'),
});

const upstreams = createRoute({
  ...inFrame,
  path: '/upstreams',
  staticData: { permission: 'upstreams:read' },
  component: lazyRouteComponent(() => import('../pages/upstreams'), 'UpstreamsPage'),
});

const playground = createRoute({
  ...inFrame,
  path: '/playground',
  staticData: { permission: 'marketplace:read' },
  validateSearch: (raw) =>
    optional({ endpoint: oneOf(raw, 'endpoint', ENDPOINT_NAMES), services: text(raw, 'services') }),
  component: lazyRouteComponent(() => import('../pages/play'), 'PlayPage'),
});

const tail = createRoute({
  ...inFrame,
  path: '/tail',
  staticData: { permission: 'analytics:read' },
  validateSearch: (raw) => optional({ service: text(raw, 'service'), status: oneOf(raw, 'status', STATUSES) }),
  component: lazyRouteComponent(() => import('../pages/tail'), 'TailPage'),
});

const targets = createRoute({
  ...inFrame,
  path: '/targets',
  staticData: { permission: 'upstreams:read' },
  validateSearch: (raw) => optional({ service: text(raw, 'service') }),
  component: lazyRouteComponent(() => import('../pages/targets'), 'TargetsPage'),
});

const routes = createRoute({
  ...inFrame,
  path: '/routes',
  staticData: { permission: 'upstreams:read' },
  component: lazyRouteComponent(() => import('../pages/routes'), 'RoutesPage'),
});

const route = createRoute({
  ...inFrame,
  path: '/routes/$service',
  staticData: { permission: 'upstreams:read' },
  component: lazyRouteComponent(() => import('../pages/route'), 'RoutePage'),
});

const keys = createRoute({
  ...inFrame,
  path: '/keys',
  staticData: { permission: 'keys:read' },
  validateSearch: (raw) =>
    optional({ state: oneOf(raw, 'state', ['active', 'rotating', 'expired', 'revoked'] as const) }),
  component: lazyRouteComponent(() => import('../pages/keys'), 'KeysPage'),
});

const users = createRoute({
  ...inFrame,
  path: '/users',
  staticData: { permission: 'users:read' },
  component: lazyRouteComponent(() => import('../pages/users'), 'UsersPage'),
});

const account = createRoute({
  ...inFrame,
  path: '/account',
  component: lazyRouteComponent(() => import('../pages/account'), 'AccountPage'),
});

const tree = root.addChildren([
  login,
  loginLink,
  frame.addChildren([
    ...[home, catalogue, service, subscriptions, subscription, usage],
    ...[playground, tail, targets, routes, route],
    ...[publish, myServices, myService, approvals, assets, asset, lineage, upstreams, keys, users, account],
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingMs: 150,
  defaultPendingComponent: () => <Loading />,
  defaultErrorComponent: ({ error, reset }) => <Failure error={error} retry={reset} />,
  // Every value in an address is text: `?q=42` stays "42".
  parseSearch: parseSearchWith((value) => value),
  stringifySearch: stringifySearchWith(String),
});
