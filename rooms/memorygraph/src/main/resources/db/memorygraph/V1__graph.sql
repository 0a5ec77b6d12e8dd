-- SPDX-License-Identifier: Apache-2.0
-- Ids are made from natural keys, so that writers need not ask for them and never meet in a sequence.
-- What is true of a node or edge is a fold over what was said, the same in any order: times only grow or only shrink.

CREATE TABLE memorygraph.node (
    tenant     text        NOT NULL,
    id         uuid        NOT NULL,
    type       text        NOT NULL CHECK (type IN ('asset', 'version', 'run', 'job', 'dataset', 'column', 'prompt',
                                                    'service', 'workflow', 'user')),
    namespace  text        COLLATE "C" NOT NULL,
    name       text        COLLATE "C" NOT NULL,
    version    text,
    attributes jsonb       NOT NULL DEFAULT '{}',
    -- by name: {"at": microseconds of the event that said it, "value": the facet, null when it was deleted}
    facets     jsonb       NOT NULL DEFAULT '{}',
    valid_from timestamptz NOT NULL,
    -- last mention and last end; what ended and was mentioned later lives again
    seen_at    timestamptz NOT NULL,
    ended_at   timestamptz,
    valid_to   timestamptz GENERATED ALWAYS AS (CASE WHEN ended_at >= seen_at THEN ended_at END) STORED,
    PRIMARY KEY (tenant, id)
) WITH (fillfactor = 80);
CREATE INDEX node_by_name ON memorygraph.node (tenant, type, name, id);

-- upstream and downstream are the relation's ends in the direction in which a change spreads.
CREATE TABLE memorygraph.edge (
    tenant     text        NOT NULL,
    upstream   uuid        NOT NULL,
    downstream uuid        NOT NULL,
    type       text        NOT NULL,
    source     text        NOT NULL,
    attributes jsonb       NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    removed_at timestamptz,
    deleted_at timestamptz GENERATED ALWAYS AS (CASE WHEN removed_at >= seen_at THEN removed_at END) STORED,
    PRIMARY KEY (tenant, downstream, upstream, type)
) WITH (fillfactor = 80);
CREATE INDEX edge_downstream ON memorygraph.edge (tenant, upstream, downstream);

CREATE TABLE memorygraph.run (
    tenant        text        NOT NULL,
    -- the run's node
    id            uuid        NOT NULL,
    run_id        text        NOT NULL,
    job           uuid        NOT NULL,
    state         text        NOT NULL CHECK (state IN ('START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER')),
    state_rank    int         NOT NULL,
    state_at      timestamptz NOT NULL,
    started_at    timestamptz,
    ended_at      timestamptz,
    nominal_start timestamptz,
    nominal_end   timestamptz,
    parent        uuid,
    last_event_at timestamptz NOT NULL,
    received_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant, id)
) WITH (fillfactor = 70);
CREATE INDEX run_of_job ON memorygraph.run (tenant, job, received_at, id);

-- Events as they came, each once.
CREATE TABLE memorygraph.lineage_event (
    tenant      text        NOT NULL,
    id          uuid        NOT NULL,
    kind        text        NOT NULL CHECK (kind IN ('run', 'job', 'dataset')),
    -- the node of the run, job or dataset it is about
    subject     uuid        NOT NULL,
    event_type  text,
    event_time  timestamptz NOT NULL,
    producer    text        NOT NULL,
    received_at timestamptz NOT NULL,
    body        text        NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX lineage_event_of_subject ON memorygraph.lineage_event (tenant, subject, event_time, id);

SELECT platform.protect('memorygraph.node');
SELECT platform.protect('memorygraph.edge');
SELECT platform.protect('memorygraph.run');
SELECT platform.protect('memorygraph.lineage_event');

-- Of each facet the one said last; of two said at once the greater text, so that order does not matter.
CREATE FUNCTION memorygraph.merge_facets(a jsonb, b jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN b = '{}'::jsonb THEN a
        WHEN a = '{}'::jsonb THEN b
        ELSE (SELECT jsonb_object_agg(key, CASE
                WHEN x.value IS NULL THEN y.value
                WHEN y.value IS NULL THEN x.value
                WHEN (y.value ->> 'at')::bigint > (x.value ->> 'at')::bigint THEN y.value
                WHEN (y.value ->> 'at')::bigint < (x.value ->> 'at')::bigint THEN x.value
                WHEN (y.value ->> 'value') COLLATE "C" > (x.value ->> 'value') COLLATE "C" THEN y.value
                ELSE x.value END)
            FROM jsonb_each(a) x FULL JOIN jsonb_each(b) y USING (key))
        END
$$;

-- Breadth first from the roots, level by level, so that each node has its least distance. The bound on nodes is
-- exceeded by none; whether it was met is for the caller to see. Runs as the caller: policies apply.
CREATE FUNCTION memorygraph.walk(
    roots uuid[], up boolean, relations text[], max_depth int, max_nodes int, at timestamptz)
RETURNS TABLE (id uuid, distance int) LANGUAGE plpgsql STABLE ROWS 100 AS $$
#variable_conflict use_column
DECLARE
    visited uuid[] := roots;
    frontier uuid[] := roots;
BEGIN
    RETURN QUERY SELECT found, 0 FROM unnest(roots) found;
    FOR level IN 1..max_depth LOOP
        IF up THEN
            frontier := ARRAY(
                SELECT next.node FROM (
                    SELECT e.upstream AS node FROM memorygraph.edge e
                    WHERE e.downstream = ANY (frontier) AND e.type = ANY (relations)
                      AND e.created_at <= at AND (e.deleted_at IS NULL OR e.deleted_at > at)
                    EXCEPT SELECT unnest(visited)) next
                LIMIT max_nodes - cardinality(visited));
        ELSE
            frontier := ARRAY(
                SELECT next.node FROM (
                    SELECT e.downstream AS node FROM memorygraph.edge e
                    WHERE e.upstream = ANY (frontier) AND e.type = ANY (relations)
                      AND e.created_at <= at AND (e.deleted_at IS NULL OR e.deleted_at > at)
                    EXCEPT SELECT unnest(visited)) next
                LIMIT max_nodes - cardinality(visited));
        END IF;
        EXIT WHEN cardinality(frontier) = 0;
        visited := visited || frontier;
        RETURN QUERY SELECT found, level FROM unnest(frontier) found;
    END LOOP;
END $$;
