-- SPDX-License-Identifier: Apache-2.0
-- A walk asks once for each level, always for few nodes. A plan kept from when the table was small would read all of it
-- at every level for as long as the connection lives.

ALTER FUNCTION memorygraph.walk(uuid[], boolean, text[], int, int, timestamptz) SET enable_seqscan = off;
