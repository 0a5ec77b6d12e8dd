-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE identity.organisation (
    tenant      text        PRIMARY KEY,
    name        text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    founding    boolean     NOT NULL,
    created_at  timestamptz NOT NULL
);
COMMENT ON COLUMN identity.organisation.founding IS 'the installation''s first organisation, whose administrators may open others';
CREATE UNIQUE INDEX organisation_founding ON identity.organisation (founding) WHERE founding;
SELECT platform.protect('identity.organisation');
SELECT platform.allow_system('identity.organisation');

CREATE TABLE identity.account (
    tenant         text        NOT NULL,
    id             text        NOT NULL,
    email          text        NOT NULL CHECK (email = lower(email)),
    name           text        NOT NULL,
    roles          text[]      NOT NULL,
    state          text        NOT NULL CHECK (state IN ('active', 'suspended')),
    password_hash  text,
    revision       bigint      NOT NULL,
    created_at     timestamptz NOT NULL,
    last_login_at  timestamptz,
    PRIMARY KEY (tenant, id)
);
COMMENT ON COLUMN identity.account.password_hash IS 'null until the one-time link was redeemed';
-- One address is one account in the whole installation: the login form asks for no organisation.
CREATE UNIQUE INDEX account_email ON identity.account (email);
SELECT platform.protect('identity.account');
SELECT platform.allow_system('identity.account');

CREATE TABLE identity.api_key (
    tenant           text        NOT NULL,
    id               text        NOT NULL,
    hash             text        NOT NULL CHECK (length(hash) = 64),
    prefix           text        NOT NULL,
    name             text        NOT NULL,
    roles            text[]      NOT NULL,
    scopes           text[]      NOT NULL,
    subscription_id  text,
    principal_id     text        NOT NULL,
    owner_id         text        NOT NULL,
    successor_id     text,
    created_at       timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    revoked_at       timestamptz,
    last_used_at     timestamptz,
    PRIMARY KEY (tenant, id)
);
COMMENT ON COLUMN identity.api_key.revoked_at IS 'in the future while the overlap after a rotation runs';
COMMENT ON COLUMN identity.api_key.owner_id IS 'the principal who made it; may list and end it';
CREATE UNIQUE INDEX api_key_hash ON identity.api_key (hash);
CREATE INDEX api_key_subscription ON identity.api_key (tenant, subscription_id, id) WHERE subscription_id IS NOT NULL;
CREATE INDEX api_key_owner ON identity.api_key (tenant, owner_id, id);
SELECT platform.protect('identity.api_key');
SELECT platform.allow_system('identity.api_key');

CREATE TABLE identity.session (
    tenant      text        NOT NULL,
    id          text        NOT NULL,
    account_id  text        NOT NULL,
    hash        text        NOT NULL,
    created_at  timestamptz NOT NULL,
    seen_at     timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, account_id) REFERENCES identity.account (tenant, id)
);
CREATE UNIQUE INDEX session_hash ON identity.session (hash);
CREATE INDEX session_account ON identity.session (tenant, account_id);
SELECT platform.protect('identity.session');
SELECT platform.allow_system('identity.session');

CREATE TABLE identity.login_link (
    tenant      text        NOT NULL,
    hash        text        NOT NULL,
    account_id  text        NOT NULL,
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant, hash),
    FOREIGN KEY (tenant, account_id) REFERENCES identity.account (tenant, id)
);
CREATE UNIQUE INDEX login_link_hash ON identity.login_link (hash);
SELECT platform.protect('identity.login_link');
SELECT platform.allow_system('identity.login_link');
