// SPDX-License-Identifier: Apache-2.0
/* eslint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role --
   the roles keep the meaning when the rows are laid out as cards */
import { Button } from '@mantine/core';
import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table';
import { useMemo, type ReactNode } from 'react';

const features = tableFeatures({});

export interface Column<T> {
  name: string;
  numeric?: boolean;
  cell: (item: T) => ReactNode;
}

interface Props<T> {
  /** What the table lists, for those who cannot see it. */
  label: string;
  items: readonly T[];
  columns: Column<T>[];
  rowKey: (item: T) => string;
}

/** A dense table; on a phone each row is a card. The first column holds the row's link, marked `data-row`. */
export function Table<T extends object>({ label, items, columns, rowKey }: Props<T>) {
  const defs = useMemo(() => {
    const helper = createColumnHelper<typeof features, T>();
    return columns.map((column) =>
      helper.display({ id: column.name, header: column.name, cell: (context) => column.cell(context.row.original) }),
    );
  }, [columns]);
  const data = useMemo(() => [...items], [items]);
  const table = useTable({ features, columns: defs, data, getRowId: rowKey });
  const numeric = (i: number) => (columns[i]?.numeric ? '' : undefined);
  return (
    <div className="table-scroll">
      <table className="table" role="table" aria-label={label}>
        <thead role="rowgroup">
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} role="row">
              {group.headers.map((header, i) => (
                <th key={header.id} role="columnheader" data-numeric={numeric(i)}>
                  <table.FlexRender header={header} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody role="rowgroup">
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} role="row">
              {row.getAllCells().map((cell, i) => (
                <td key={cell.id} role="cell" data-label={columns[i]?.name} data-numeric={numeric(i)}>
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface More {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** The next page of a list that is read by cursor. */
export function LoadMore({ query }: { query: More }) {
  if (!query.hasNextPage) return null;
  return (
    <div className="row" style={{ justifyContent: 'center' }}>
      <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        Load more
      </Button>
    </div>
  );
}

export function flat<T>(data: { pages: readonly { readonly items: readonly T[] }[] }): T[] {
  return data.pages.flatMap((page) => page.items);
}
