// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Me } from '../api/types';
import { isOwnRequest, may, visible, type Section } from './permissions';

const sections: Section[] = [
  { label: 'Discover', entries: [{ label: 'Catalogue', to: '/catalogue', permission: 'marketplace:read' }] },
  {
    label: 'Admin',
    entries: [
      { label: 'Users', to: '/users', permission: 'users:read' },
      { label: 'Help', to: '/help' },
    ],
  },
];

describe('permissions', () => {
  it('hide what one may not use, and sections left empty', () => {
    expect(visible(sections, { permissions: [] }).map((s) => s.label)).toEqual(['Admin']);
    expect(visible(sections, { permissions: ['users:read', 'marketplace:read'] })[1]?.entries).toHaveLength(2);
  });
  it('do not mix up similar names', () => {
    expect(may({ permissions: ['users:read'] }, 'users:write')).toBe(false);
    expect(may({ permissions: [] }, undefined)).toBe(true);
  });
  it('know one’s own request', () => {
    const me = { user: { id: 'u1' }, key: null } as unknown as Me;
    expect(isOwnRequest(me, 'u1')).toBe(true);
    expect(isOwnRequest(me, 'u2')).toBe(false);
  });
});
