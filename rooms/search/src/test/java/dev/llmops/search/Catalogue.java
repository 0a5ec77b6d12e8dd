// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search;

import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.EventFeed;
import dev.llmops.kernel.EventPosition;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.search.index.AssetSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Stands in for registry and event log, both in memory. */
public final class Catalogue implements EventFeed, AssetSource {
    private final Map<TenantId, Map<String, Asset>> assets = new ConcurrentHashMap<>();
    private final List<Event> log = new CopyOnWriteArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile int epoch = 1;
    private Instant time = Instant.parse("2026-01-01T00:00:00Z");

    /** What a test says of an asset; the rest is usual. */
    public static final class Draft {
        private final String kind;
        private final String name;
        private final String version;
        private AssetStatus status = AssetStatus.PUBLISHED;
        private @Nullable String description;
        private @Nullable String owner;
        private @Nullable String licence;
        private @Nullable String provider;
        private List<String> tags = List.of();
        private Map<String, String> labels = Map.of();
        private String spec = "{}";

        public Draft(String kind, String name, String version) {
            this.kind = kind;
            this.name = name;
            this.version = version;
        }

        public Draft status(AssetStatus value) {
            status = value;
            return this;
        }

        public Draft description(String value) {
            description = value;
            return this;
        }

        public Draft owner(String value) {
            owner = value;
            return this;
        }

        public Draft licence(String value) {
            licence = value;
            return this;
        }

        public Draft provider(String value) {
            provider = value;
            return this;
        }

        public Draft tags(String... values) {
            tags = List.of(values);
            return this;
        }

        public Draft labels(Map<String, String> values) {
            labels = values;
            return this;
        }

        public Draft spec(String value) {
            spec = value;
            return this;
        }

        Asset asset(String id, long revision, Instant createdAt, Instant updatedAt) {
            return new Asset(
                    id,
                    AssetKind.parse(kind),
                    name,
                    version,
                    status,
                    description,
                    owner,
                    licence,
                    provider,
                    tags,
                    labels,
                    spec,
                    List.of(),
                    "sha256:" + id,
                    revision,
                    null,
                    null,
                    null,
                    createdAt,
                    "test",
                    updatedAt,
                    "test",
                    null,
                    null,
                    null);
        }
    }

    /** Registers a version; answers its id. */
    public synchronized String add(TenantId tenant, Draft draft) {
        String id = Ulids.next();
        time = time.plusSeconds(60);
        of(tenant).put(id, draft.asset(id, 1, time, time));
        append(tenant, "registry.asset.registered", id);
        return id;
    }

    public synchronized Event change(TenantId tenant, String id, Draft draft) {
        Asset before = of(tenant).get(id);
        if (before == null) {
            throw new IllegalArgumentException(id);
        }
        time = time.plusSeconds(60);
        of(tenant).put(id, draft.asset(id, before.revision() + 1, before.createdAt(), time));
        return append(tenant, "registry.asset.updated", id);
    }

    public synchronized void delete(TenantId tenant, String id) {
        of(tenant).remove(id);
        append(tenant, "registry.asset.deleted", id);
    }

    /** The same assets in a log that was restored. */
    public synchronized void restore() {
        epoch++;
        append(new TenantId(Ulids.next()), "platform.restored", "log");
    }

    private Map<String, Asset> of(TenantId tenant) {
        return assets.computeIfAbsent(tenant, any -> new ConcurrentHashMap<>());
    }

    private Event append(TenantId tenant, String type, String subject) {
        Event event = new Event(
                Ulids.next(),
                "/rooms/registry",
                type,
                subject,
                Instant.now(),
                tenant,
                "test",
                null,
                "{}",
                new EventPosition(epoch, log.size() + 1L, 1));
        log.add(event);
        listeners.forEach(Runnable::run);
        return event;
    }

    @Override
    public List<Event> read(EventPosition after, int max) {
        return log.stream()
                .filter(event -> event.position().compareTo(after) > 0)
                .limit(max)
                .toList();
    }

    @Override
    public EventPosition head() {
        return log.isEmpty() ? EventPosition.START : log.getLast().position();
    }

    @Override
    public AutoCloseable onWake(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public List<Asset> describe(TenantId tenant, Collection<String> ids) {
        Map<String, Asset> own = new HashMap<>(of(tenant));
        List<Asset> found = new ArrayList<>();
        ids.forEach(id -> {
            Asset asset = own.get(id);
            if (asset != null) {
                found.add(asset);
            }
        });
        return found;
    }
}
