// SPDX-License-Identifier: Apache-2.0
import type { Me, Permission } from '../api/types';

export function may(me: Pick<Me, 'permissions'>, permission: Permission | undefined): boolean {
  return permission === undefined || me.permissions.includes(permission);
}

/** Whether the caller asked for this decision and therefore must leave it to another. */
export function isOwnRequest(me: Me, requesterId: string): boolean {
  return requesterId === me.user?.id || requesterId === me.key?.id;
}

export interface Entry {
  label: string;
  to: string;
  permission?: Permission;
}

export interface Section<T extends Entry = Entry> {
  label: string;
  entries: T[];
}

/** Sections with only the entries the caller may use; empty sections go. */
export function visible<T extends Entry>(sections: Section<T>[], me: Pick<Me, 'permissions'>): Section<T>[] {
  return sections
    .map((section) => ({ ...section, entries: section.entries.filter((entry) => may(me, entry.permission)) }))
    .filter((section) => section.entries.length > 0);
}
