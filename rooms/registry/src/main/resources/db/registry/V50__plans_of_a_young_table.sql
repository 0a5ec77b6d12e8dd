-- SPDX-License-Identifier: Apache-2.0
-- While a table is small all its indexes cost the planner the same, and it takes the one made last. PostgreSQL 18 may then
-- look for an id by skipping through all names, and goes on doing so until the table is analyzed: with a hundred thousand
-- versions more, if they come quickly. So the index that is right for ids is the one made last.

ALTER TABLE registry.artifact DROP CONSTRAINT artifact_tenant_asset_id_fkey;
ALTER TABLE registry.asset DROP CONSTRAINT asset_pkey, ADD CONSTRAINT asset_pkey PRIMARY KEY (tenant, id);
ALTER TABLE registry.artifact ADD CONSTRAINT artifact_of_asset
    FOREIGN KEY (tenant, asset_id) REFERENCES registry.asset (tenant, id) ON DELETE CASCADE;
