-- SPDX-License-Identifier: Apache-2.0
-- Files that consumers sent, and those that batches wrote: the latter are read out of the batch's results.
CREATE TABLE forge.file (
    tenant          text        NOT NULL,
    id              text        COLLATE "C" NOT NULL,
    subscription_id text        NOT NULL,
    purpose         text        NOT NULL CHECK (purpose IN ('batch', 'batch_output')),
    filename        text        NOT NULL,
    bytes           bigint      NOT NULL,
    lines           bigint      NOT NULL,
    state           text        NOT NULL CHECK (state IN ('arriving', 'ready')),
    batch_id        text        COLLATE "C",
    answered        boolean,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant, id),
    CHECK ((purpose = 'batch') = (batch_id IS NULL))
);
CREATE INDEX file_page ON forge.file (tenant, subscription_id, id) WHERE state = 'ready';
CREATE INDEX file_expiry ON forge.file (expires_at);

CREATE TABLE forge.file_part (
    tenant  text  NOT NULL,
    file_id text  COLLATE "C" NOT NULL,
    part    int   NOT NULL,
    data    bytea NOT NULL,
    PRIMARY KEY (tenant, file_id, part),
    FOREIGN KEY (tenant, file_id) REFERENCES forge.file (tenant, id) ON DELETE CASCADE
);

CREATE TABLE forge.batch (
    tenant            text        NOT NULL,
    id                text        COLLATE "C" NOT NULL,
    subscription_id   text        NOT NULL,
    key_id            text        NOT NULL,
    endpoint          text        NOT NULL,
    input_file_id     text        NOT NULL,
    output_file_id    text,
    error_file_id     text,
    completion_window text        NOT NULL,
    state             text        NOT NULL CHECK (state IN ('validating', 'failed', 'in_progress', 'finalizing',
        'completed', 'expired', 'cancelling', 'cancelled')),
    metadata          jsonb       NOT NULL,
    faults            jsonb,
    total             int         NOT NULL,
    completed         int         NOT NULL,
    failed            int         NOT NULL,
    created_at        timestamptz NOT NULL,
    expires_at        timestamptz NOT NULL,
    in_progress_at    timestamptz,
    finalizing_at     timestamptz,
    cancelling_at     timestamptz,
    ended_at          timestamptz,
    lease_owner       text,
    lease_until       timestamptz,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX batch_page ON forge.batch (tenant, subscription_id, id);
CREATE INDEX batch_open ON forge.batch (created_at) WHERE ended_at IS NULL;
CREATE INDEX batch_ended ON forge.batch (ended_at) WHERE ended_at IS NOT NULL;

-- One line's result, as it stands in the output or error file; written once.
CREATE TABLE forge.batch_result (
    tenant   text    NOT NULL,
    batch_id text    COLLATE "C" NOT NULL,
    line     int     NOT NULL,
    answered boolean NOT NULL,
    rendered bytea   NOT NULL,
    PRIMARY KEY (tenant, batch_id, line),
    FOREIGN KEY (tenant, batch_id) REFERENCES forge.batch (tenant, id) ON DELETE CASCADE
);

SELECT platform.protect('forge.file');
SELECT platform.protect('forge.file_part');
SELECT platform.protect('forge.batch');
SELECT platform.protect('forge.batch_result');
-- Who looks for work and for what has expired sees where, not what: parts and results stay with their organisation.
SELECT platform.allow_system('forge.file');
SELECT platform.allow_system('forge.batch');
