// SPDX-License-Identifier: Apache-2.0
import { Kbd, Modal } from '@mantine/core';
import { useEffect, useState } from 'react';

const shortcuts: [string[], string][] = [
  [['/'], 'Search this page'],
  [['j'], 'Next row'],
  [['k'], 'Previous row'],
  [['Enter'], 'Open the row'],
  [['Ctrl', 'K'], 'Go to anything'],
  [['?'], 'Show this help'],
  [['Esc'], 'Close what is open'],
];

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function moveRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? (step > 0 ? rows[0] : rows.at(-1)) : rows[at + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** The keys that work on every page. Returns whether the help is open. */
export function useKeyboard(openPalette: () => void): [boolean, (open: boolean) => void] {
  const [help, setHelp] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        openPalette();
      }
      if (event.target instanceof HTMLInputElement && event.target.dataset['search'] !== undefined) {
        // From the search field into its results, or out of it.
        if (event.key === 'Escape') event.target.blur();
        if (event.key === 'Enter' || event.key === 'ArrowDown') {
          event.preventDefault();
          moveRow(1);
        }
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"]')) return;
      if (event.key === 'j') moveRow(1);
      else if (event.key === 'k') moveRow(-1);
      else if (event.key === '?') setHelp(true);
      else if (event.key === '/') {
        const search = document.querySelector<HTMLInputElement>('[data-search]');
        if (!search) return;
        event.preventDefault();
        search.focus();
        search.select();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [openPalette]);
  return [help, setHelp];
}

export function KeyboardHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard" size="sm">
      <div className="stack tight">
        {shortcuts.map(([keys, what]) => (
          <div key={what} className="row between">
            <span>{what}</span>
            <span className="row" style={{ gap: 4 }}>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </span>
          </div>
        ))}
      </div>
    </Modal>
  );
}
