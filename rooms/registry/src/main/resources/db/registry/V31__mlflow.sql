-- SPDX-License-Identifier: Apache-2.0

-- A registered model as MLflow has one: it may exist before its first version. "hidden" is what MLflow calls deleted; its
-- versions stay in the registry, retired.
CREATE TABLE registry.mlflow_model (
    tenant      text        NOT NULL,
    asset_name  text        COLLATE "C" NOT NULL,
    description text,
    tags        jsonb       NOT NULL,
    hidden      boolean     NOT NULL,
    created_at  timestamptz NOT NULL,
    created_by  text        NOT NULL,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant, asset_name)
);

-- The number that MLflow knows a version by: given once, in the order of registration, and never again. A number whose
-- version does not exist (yet) was reserved for one.
CREATE TABLE registry.mlflow_version (
    tenant     text    NOT NULL,
    asset_name text    COLLATE "C" NOT NULL,
    number     int     NOT NULL,
    version    text    COLLATE "C" NOT NULL,
    hidden     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant, asset_name, number),
    CONSTRAINT mlflow_version_once UNIQUE (tenant, asset_name, version),
    FOREIGN KEY (tenant, asset_name) REFERENCES registry.mlflow_model (tenant, asset_name)
);

SELECT platform.protect('registry.mlflow_model');
SELECT platform.protect('registry.mlflow_version');
