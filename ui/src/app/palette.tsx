// SPDX-License-Identifier: Apache-2.0
// Go to anything: pages, services, assets. Loaded when first asked for.
import { Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconBooks, IconCube, IconSearch, type IconProps } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState, type ComponentType, type KeyboardEvent } from 'react';
import { api, must } from '../api/client';
import { may, visible } from '../logic/permissions';
import { navigation } from './nav';
import { useMe } from './session';

interface Target {
  key: string;
  label: string;
  kind: string;
  icon: ComponentType<IconProps>;
  href: string;
}

function useTargets(text: string): Target[] {
  const me = useMe();
  const [q] = useDebouncedValue(text.trim(), 120);
  const enabled = q.length > 1;
  const services = useQuery({
    queryKey: ['catalogue', 'palette', q],
    queryFn: () => must(api.GET('/api/marketplace/v1/search', { params: { query: { q, limit: 6 } } })),
    enabled: enabled && may(me, 'marketplace:read'),
    placeholderData: keepPreviousData,
  });
  const assets = useQuery({
    queryKey: ['assets', 'palette', q],
    queryFn: () => must(api.GET('/api/registry/v1/assets', { params: { query: { q, limit: 6 } } })),
    enabled: enabled && may(me, 'registry:read'),
    placeholderData: keepPreviousData,
  });
  const wanted = text.trim().toLowerCase();
  const pages = visible(navigation, me)
    .flatMap((section) => section.entries)
    .filter((entry) => `${entry.label} ${entry.words}`.toLowerCase().includes(wanted))
    .map((entry) => ({ key: entry.to, label: entry.label, kind: 'Page', icon: entry.icon, href: entry.to }));
  if (!enabled) return pages;
  return [
    ...pages,
    ...(services.data?.items ?? []).map(({ service }) => ({
      key: service.id,
      label: service.name,
      kind: 'Service',
      icon: IconBooks,
      href: `/services/${encodeURIComponent(service.slug)}`,
    })),
    ...(assets.data?.items ?? []).map((asset) => ({
      key: asset.id,
      label: `${asset.name} ${asset.version}`,
      kind: asset.kind === 'model' ? 'Model' : asset.kind === 'prompt' ? 'Prompt' : 'Service asset',
      icon: IconCube,
      href: `/registry/${asset.kind}/${encodeURIComponent(asset.name)}/${encodeURIComponent(asset.version)}/manifest`,
    })),
  ];
}

export default function Palette({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const router = useRouter();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const targets = useTargets(text);
  const chosen = Math.min(at, targets.length - 1);

  const open = (target: Target | undefined) => {
    if (!target) return;
    close();
    router.history.push(target.href);
  };
  const close = () => {
    setText('');
    setAt(0);
    onClose();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, targets.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
    else if (event.key === 'Enter') open(targets[chosen]);
    else return;
    event.preventDefault();
  };

  return (
    <Modal.Root
      opened={opened}
      onClose={close}
      size={560}
      centered={false}
      yOffset="12vh"
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label="Go to anything">
        <TextInput
          data-autofocus
          size="md"
          variant="unstyled"
          px={8}
          leftSection={<IconSearch size={17} />}
          placeholder="Go to a page, service or asset"
          aria-label="Go to a page, service or asset"
          role="combobox"
          aria-expanded
          aria-controls="palette-list"
          aria-activedescendant={targets[chosen] ? `palette-${targets[chosen].key}` : undefined}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKey}
        />
        <div
          id="palette-list"
          role="listbox"
          aria-label="Targets"
          style={{ borderTop: '1px solid var(--line)', padding: 6, maxHeight: '50vh', overflowY: 'auto' }}
        >
          {targets.map((target, i) => (
            // The input keeps the focus and handles the keys; a click is the pointer's way to the same.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={target.key}
              id={`palette-${target.key}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === chosen}
              className="facet"
              style={{
                alignItems: 'center',
                padding: '8px 10px',
                background: i === chosen ? 'var(--accent-soft)' : undefined,
              }}
              onMouseMove={() => setAt(i)}
              onClick={() => open(target)}
            >
              <span className="row" style={{ flexWrap: 'nowrap', minWidth: 0 }}>
                <target.icon size={16} stroke={1.6} aria-hidden />
                <span className="clip">{target.label}</span>
              </span>
              <span className="tiny dim nowrap">{target.kind}</span>
            </div>
          ))}
          {targets.length === 0 ? <div className="dim pad">Nothing has this name.</div> : null}
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}
