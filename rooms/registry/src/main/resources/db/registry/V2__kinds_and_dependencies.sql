-- SPDX-License-Identifier: Apache-2.0

-- Kinds are the organisation's own choice: only their form is checked here.
ALTER TABLE registry.asset DROP CONSTRAINT asset_kind_check;
ALTER TABLE registry.asset ADD CONSTRAINT asset_kind_check CHECK (kind ~ '^[a-z][a-z0-9-]{0,62}$');

-- [{kind, name, constraint, type, required}]: what the manifest declares and, of a service, its model. NULL is none.
ALTER TABLE registry.asset ADD COLUMN dependencies jsonb;

UPDATE registry.asset
SET dependencies = jsonb_build_array(jsonb_build_object(
        'kind', 'model',
        'name', split_part(spec ->> 'model', '@', 1),
        'constraint', split_part(spec ->> 'model', '@', 2),
        'type', 'runtime',
        'required', true))
WHERE kind = 'service';
