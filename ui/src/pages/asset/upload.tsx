// SPDX-License-Identifier: Apache-2.0
import { Button, FileButton, Progress, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, must } from '../../api/client';
import { problemOf } from '../../api/problem';
import { refresh } from '../../api/queries';
import type { Asset } from '../../api/types';
import { uploads } from '../../api/uploads';
import { Notice, Panel } from '../../design/parts';
import { bytes, share } from '../../logic/format';
import { artifactName, send, Stopped } from '../../logic/upload';

/** Adds a file to a draft; it can be stopped, left and gone on with. */
export function Upload({ it }: { it: Asset }) {
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState('');
  const [sent, setSent] = useState(0);
  const stop = useRef(false);
  useEffect(
    () => () => {
      stop.current = true;
    },
    [],
  );
  const upload = useMutation({
    mutationFn: async (chosen: File) => {
      stop.current = false;
      const digest = await send(chosen, uploads, localStorage, setSent, () => stop.current);
      await must(
        api.PUT('/api/registry/v1/assets/{id}/artifacts/{name}', {
          params: { path: { id: it.id, name } },
          body: { digest },
        }),
      );
      await refresh(client, 'asset');
    },
    onSuccess: () => setFile(null),
  });
  const choose = (chosen: File | null) => {
    if (!chosen) return;
    upload.reset();
    setSent(0);
    setFile(chosen);
    setName(artifactName(chosen.name));
  };
  const stopped = upload.error instanceof Stopped;
  return (
    <Panel title="Add a file">
      <div className="stack tight">
        <div className="row">
          <FileButton onChange={choose} disabled={upload.isPending} inputProps={{ 'aria-label': 'File to add' }}>
            {(props) => (
              <Button variant="default" {...props} disabled={upload.isPending}>
                {file ? 'Choose another' : 'Choose a file'}
              </Button>
            )}
          </FileButton>
          {file ? (
            <span className="wrap">
              {file.name} <span className="dim">{bytes(file.size)}</span>
            </span>
          ) : (
            <span className="dim small">Of any size; a broken line costs nothing but time.</span>
          )}
        </div>
        {file ? (
          <>
            <TextInput
              label="Name in this version"
              value={name}
              disabled={upload.isPending}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            {upload.isPending || sent > 0 ? <Bar sent={sent} of={file.size} /> : null}
            {upload.error ? (
              <Notice tone={stopped ? 'warn' : 'bad'} title={stopped ? 'Stopped.' : problemOf(upload.error).title}>
                {stopped ? '' : `${problemOf(upload.error).detail} `}
                What was sent is kept: it goes on from there, also when you choose the file again another time.
              </Notice>
            ) : null}
            <div className="row">
              {upload.isPending ? (
                <Button
                  variant="default"
                  onClick={() => {
                    stop.current = true;
                  }}
                >
                  Stop
                </Button>
              ) : (
                <Button disabled={!name} onClick={() => upload.mutate(file)}>
                  {upload.error && sent > 0 ? 'Go on' : 'Upload'}
                </Button>
              )}
            </div>
          </>
        ) : null}
        {upload.isSuccess ? <Notice tone="good" title="The file is there." /> : null}
      </div>
    </Panel>
  );
}

function Bar({ sent, of }: { sent: number; of: number }) {
  const part = of === 0 ? 100 : (sent / of) * 100;
  return (
    <div>
      <Progress.Root>
        <Progress.Section value={part} aria-label="Sent" />
      </Progress.Root>
      <div className="tiny dim" role="status">
        {bytes(sent)} of {bytes(of)} · {share(sent, of)}
      </div>
    </div>
  );
}
