-- SPDX-License-Identifier: Apache-2.0
-- Runs as owner. Every tenant table of every room is closed by platform.protect.

-- Which migrations of a schema were applied, so that the next start need not ask Flyway.
CREATE TABLE platform.migrated (
    schema_name text PRIMARY KEY,
    fingerprint text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION platform.protect(target regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    own_tenant CONSTANT text := 'tenant = nullif(current_setting(''llmops.tenant'', true), '''')';
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_attribute
        WHERE attrelid = target AND attname = 'tenant' AND atttypid = 'text'::regtype AND attnotnull AND NOT attisdropped
    ) THEN
        RAISE EXCEPTION 'platform.protect(%): the table has no column "tenant text NOT NULL"', target;
    END IF;
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY owner_sees_all ON %s TO %I USING (true) WITH CHECK (true)', target, current_user);
    EXECUTE format('CREATE POLICY serve_sees_one_tenant ON %s TO llmops_serve USING (%s) WITH CHECK (%s)',
        target, own_tenant, own_tenant);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO llmops_serve', target);
END $$;

CREATE FUNCTION platform.allow_system(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE POLICY system_reads_all ON %s FOR SELECT TO llmops_system USING (true)', target);
    EXECUTE format('GRANT SELECT ON %s TO llmops_system', target);
END $$;

-- Positions of the log are comparable within one life of a cluster; a restore begins a new epoch.
CREATE TABLE platform.log_epoch (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    epoch int NOT NULL,
    cluster text NOT NULL
);
INSERT INTO platform.log_epoch (epoch, cluster) VALUES (1, '');
GRANT SELECT ON platform.log_epoch TO llmops_serve, llmops_system;

CREATE FUNCTION platform.current_epoch() RETURNS int LANGUAGE sql STABLE AS 'SELECT epoch FROM platform.log_epoch';

CREATE TABLE platform.event_log (
    epoch int NOT NULL DEFAULT platform.current_epoch(),
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    sequence bigint GENERATED ALWAYS AS IDENTITY,
    id text NOT NULL,
    tenant text NOT NULL,
    source text NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    time timestamptz NOT NULL,
    actor text NOT NULL,
    traceparent text,
    data jsonb NOT NULL,
    PRIMARY KEY (epoch, xid, sequence)
);
CREATE INDEX event_log_of_subject ON platform.event_log (tenant, subject, time DESC);
SELECT platform.protect('platform.event_log');
SELECT platform.allow_system('platform.event_log');
REVOKE UPDATE, DELETE ON platform.event_log FROM llmops_serve;

CREATE TABLE platform.event_cursor (
    name text PRIMARY KEY,
    position text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, UPDATE ON platform.event_cursor TO llmops_system;
