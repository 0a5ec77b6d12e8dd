-- SPDX-License-Identifier: Apache-2.0
-- Of indexes that cost the planner the same while a table is small it takes the one made last, and keeps the plan until the
-- table is analyzed. The index that is right for ids is therefore made last.

ALTER TABLE memorygraph.node DROP CONSTRAINT node_pkey, ADD CONSTRAINT node_pkey PRIMARY KEY (tenant, id);
