// SPDX-License-Identifier: Apache-2.0
import { Button, Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import type { IssuedKey } from '../api/types';
import { Code } from './parts';

/** A new key, shown this once. It cannot be closed by accident. */
export function ShownOnce({ issued, onClose }: { issued: IssuedKey | null; onClose: () => void }) {
  const [stored, setStored] = useState(false);
  const close = () => {
    setStored(false);
    onClose();
  };
  return (
    <Modal
      opened={issued !== null}
      onClose={close}
      title={issued ? `Key “${issued.name}”` : 'Key'}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      size="lg"
    >
      <div className="stack">
        <div>
          Copy the key now and store it where you keep secrets. It is not shown again; a lost key is replaced by
          rotating it.
        </div>
        <Code text={issued?.key ?? ''} label="The key" />
        <Checkbox
          label="I have stored the key"
          checked={stored}
          onChange={(event) => setStored(event.currentTarget.checked)}
        />
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button disabled={!stored} onClick={close}>
            Done
          </Button>
        </div>
      </div>
    </Modal>
  );
}
