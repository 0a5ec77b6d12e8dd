// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { annotations } from '../../api/queries';
import type { Asset } from '../../api/types';
import { Code, Panel } from '../../design/parts';
import { Loading } from '../../design/states';
import { Table } from '../../design/table';
import { card, metrics } from '../../logic/card';
import { manifest } from '../../logic/manifest';

const Prose = lazy(() => import('../../design/markdown'));

/** The card, the figures and the manifest. */
export function Overview({ it }: { it: Asset }) {
  const { data } = useQuery(annotations(it.id));
  const said = data?.items ?? [];
  const text = card(said.find((one) => one.type === 'model_card')?.value);
  const measured = said.filter((one) => one.type === 'metrics').flatMap((one) => metrics(one.value));
  return (
    <div className="stack">
      {text ? (
        <Panel title="Model card">
          <Suspense fallback={<Loading rows={3} height={20} />}>
            <Prose text={text} />
          </Suspense>
        </Panel>
      ) : null}
      {measured.length > 0 ? (
        <Panel title="Metrics" flush>
          <Table
            label="Metrics"
            items={measured}
            rowKey={(one) => `${one.name} ${one.measuredOn}`}
            columns={[
              { name: 'Metric', cell: (one) => one.name },
              { name: 'Measured on', cell: (one) => one.measuredOn },
              { name: 'Value', numeric: true, cell: (one) => one.value },
            ]}
          />
        </Panel>
      ) : null}
      <Panel title="Manifest">
        <Code text={manifest(it)} label="Manifest" />
      </Panel>
    </div>
  );
}
