// SPDX-License-Identifier: Apache-2.0
import { Tabs } from '@mantine/core';
import { Code, Panel } from '../../design/parts';
import type { Endpoint, Json } from '../../logic/play';
import { requestSamples } from '../../logic/play-samples';

/** This very request, to be copied. */
export function RequestSamples({ endpoint, body }: { endpoint: Endpoint; body: Record<string, Json> }) {
  const all = requestSamples(location.origin, endpoint, body);
  return (
    <Panel title="This request as code">
      <Tabs defaultValue="curl" keepMounted={false}>
        <Tabs.List mb="sm">
          {all.map((sample) => (
            <Tabs.Tab key={sample.name} value={sample.name}>
              {sample.name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {all.map((sample) => (
          <Tabs.Panel key={sample.name} value={sample.name}>
            <Code text={sample.code} label={`This request in ${sample.name}`} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Panel>
  );
}
