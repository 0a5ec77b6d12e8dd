// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { serviceRoute } from '../api/gateway';
import { service } from '../api/queries';
import { Show } from '../design/states';
import { RouteEditor } from './route/editor';

const route = getRouteApi('/frame/routes/$service');

export function RoutePage() {
  const { service: slug } = route.useParams();
  // A refresh in the background must not take away what is being edited: the editor reads it once.
  const query = useQuery({ ...serviceRoute(slug), staleTime: 0 });
  return (
    <Show query={useQuery(service(slug))}>
      {(it) => <Show query={query}>{(stored) => <RouteEditor key={slug} service={it} stored={stored} />}</Show>}
    </Show>
  );
}
