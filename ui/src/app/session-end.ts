// SPDX-License-Identifier: Apache-2.0
import { whenSessionEnds } from '../api/client';
import { client } from './client';
import { router } from './router';

whenSessionEnds(() => {
  const here = router.state.location;
  if (here.pathname.startsWith('/login')) return;
  client.removeQueries({ queryKey: ['me'] });
  void router.navigate({ to: '/login', search: { next: here.href } });
});
