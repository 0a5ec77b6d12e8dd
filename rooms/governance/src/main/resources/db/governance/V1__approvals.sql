-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE governance.approval (
    tenant            text        NOT NULL,
    id                text        NOT NULL,
    kind              text        NOT NULL,
    subject           text        NOT NULL,
    title             text        NOT NULL,
    detail            jsonb       NOT NULL,
    state             text        NOT NULL CHECK (state IN ('pending', 'approved', 'rejected', 'cancelled', 'expired')),
    requested_by      text        NOT NULL,
    requested_by_name text        NOT NULL,
    requested_at      timestamptz NOT NULL,
    expires_at        timestamptz NOT NULL,
    decided_by        text,
    decided_by_name   text,
    decided_at        timestamptz,
    reason            text,
    PRIMARY KEY (tenant, id),
    CHECK ((state = 'pending') = (decided_at IS NULL))
);

-- Asking again for the same thing finds the open request instead of making a second one.
CREATE UNIQUE INDEX approval_open ON governance.approval (tenant, kind, subject) WHERE state = 'pending';
CREATE INDEX approval_queue ON governance.approval (tenant, state, id);
CREATE INDEX approval_overdue ON governance.approval (expires_at) WHERE state = 'pending';

SELECT platform.protect('governance.approval');
-- The pass that ends overdue requests looks over all tenants.
SELECT platform.allow_system('governance.approval');
