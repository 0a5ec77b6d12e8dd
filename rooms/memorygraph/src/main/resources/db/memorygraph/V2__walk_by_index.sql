-- SPDX-License-Identifier: Apache-2.0
-- A walk asks once for each level, always for few nodes. A plan kept from when the table was small read all of it at every
-- level, which for a chain of 21 nodes took five times as long.

ALTER FUNCTION memorygraph.walk(uuid[], boolean, text[], int, int, timestamptz) SET enable_seqscan = off;
