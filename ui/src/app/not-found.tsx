// SPDX-License-Identifier: Apache-2.0
import { Link } from '@tanstack/react-router';
import { Empty } from '../design/states';

export function NotFound() {
  return (
    <Empty title="There is no page here" action={<Link to="/catalogue">Open the catalogue</Link>}>
      The address may be mistyped, or the thing behind it was removed.
    </Empty>
  );
}
