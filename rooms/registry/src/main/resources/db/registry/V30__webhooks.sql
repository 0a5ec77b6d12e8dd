-- SPDX-License-Identifier: Apache-2.0

-- Where an organisation wants to be told. "since" is the place in the log (see webhook_delivery.place) behind which events
-- are delivered: that of the transaction that wrote the row.
CREATE TABLE registry.webhook (
    tenant               text        NOT NULL,
    id                   text        COLLATE "C" NOT NULL,
    url                  text        NOT NULL,
    description          text,
    types                jsonb       NOT NULL,
    sealed_secret        text        NOT NULL,
    sealed_former_secret text,
    former_until         timestamptz,
    state                text        NOT NULL CHECK (state IN ('active', 'paused', 'disabled')),
    state_reason         text,
    failures             int         NOT NULL DEFAULT 0,
    failing_since        timestamptz,
    since                text        COLLATE "C" NOT NULL DEFAULT
        lpad(to_hex(platform.current_epoch()), 8, '0') || lpad(to_hex(pg_current_xact_id()::text::bigint), 16, '0') || 'g',
    revision             bigint      NOT NULL,
    created_at           timestamptz NOT NULL,
    created_by           text        NOT NULL,
    updated_at           timestamptz NOT NULL,
    updated_by           text        NOT NULL,
    PRIMARY KEY (tenant, id)
);

-- One event for one webhook, once. "place" is the event's position in the log as text of fixed length, so that its order
-- is the log's and row-level security lets it use an index.
CREATE TABLE registry.webhook_delivery (
    tenant      text        NOT NULL,
    id          text        COLLATE "C" NOT NULL,
    webhook_id  text        COLLATE "C" NOT NULL,
    event_id    text        COLLATE "C" NOT NULL,
    event_type  text        NOT NULL,
    place       text        COLLATE "C" NOT NULL,
    body        text        NOT NULL,
    state       text        COLLATE "C" NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
    tries       int         NOT NULL,
    next_at     timestamptz NOT NULL,
    last_status int,
    last_error  text,
    created_at  timestamptz NOT NULL,
    ended_at    timestamptz,
    PRIMARY KEY (tenant, id),
    CONSTRAINT webhook_delivery_once UNIQUE (tenant, webhook_id, event_id),
    FOREIGN KEY (tenant, webhook_id) REFERENCES registry.webhook (tenant, id) ON DELETE CASCADE
);
CREATE INDEX webhook_delivery_queue ON registry.webhook_delivery (tenant, webhook_id, place) WHERE state = 'pending';
CREATE INDEX webhook_delivery_by_state ON registry.webhook_delivery (tenant, webhook_id, state, id);
CREATE INDEX webhook_delivery_ended ON registry.webhook_delivery (tenant, webhook_id, ended_at) WHERE state <> 'pending';

-- Webhooks with something to deliver, and who is at it. The scanner of due work reads it over all tenants; it says nothing
-- but when.
CREATE TABLE registry.webhook_due (
    tenant      text        NOT NULL,
    webhook_id  text        COLLATE "C" NOT NULL,
    due_at      timestamptz NOT NULL,
    lease_owner text,
    lease_until timestamptz,
    PRIMARY KEY (tenant, webhook_id),
    FOREIGN KEY (tenant, webhook_id) REFERENCES registry.webhook (tenant, id) ON DELETE CASCADE
);
CREATE INDEX webhook_due_at ON registry.webhook_due (due_at);

SELECT platform.protect('registry.webhook');
SELECT platform.protect('registry.webhook_delivery');
SELECT platform.protect('registry.webhook_due');
SELECT platform.allow_system('registry.webhook_due');
