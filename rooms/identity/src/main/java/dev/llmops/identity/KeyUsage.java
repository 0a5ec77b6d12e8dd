// SPDX-License-Identifier: Apache-2.0
package dev.llmops.identity;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.TenantId;
import dev.llmops.platform.home.LifecycleStep;
import dev.llmops.platform.sql.Database;
import dev.llmops.platform.sql.SystemReads;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Gathers when keys were used and writes it every ten seconds; what a crash loses is at most that. */
@Singleton
final class KeyUsage implements LifecycleStep {
    private static final Logger LOG = Logger.getLogger(KeyUsage.class);
    private static final int MAX_PENDING = 50_000;
    private static final int SECONDS = 10;

    private final Database database;
    private final SystemReads reads;
    private final Clock clock;
    private final Map<String, Instant> pending = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("key-usage").factory());

    KeyUsage(Database database, SystemReads reads, Clock clock) {
        this.database = database;
        this.reads = reads;
        this.clock = clock;
    }

    void note(String keyId) {
        if (pending.size() < MAX_PENDING || pending.containsKey(keyId)) {
            pending.put(keyId, clock.instant());
        }
    }

    @Override
    public String name() {
        return "key usage";
    }

    @Override
    public int order() {
        return 22;
    }

    @Override
    public void start() {
        var _ = timer.scheduleWithFixedDelay(this::write, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        timer.shutdownNow();
        write();
    }

    void write() {
        Map<String, Instant> taken = new HashMap<>();
        pending.forEach((id, at) -> {
            if (pending.remove(id, at)) {
                taken.put(id, at);
            }
        });
        if (taken.isEmpty()) {
            return;
        }
        try {
            Map<String, Map<String, Instant>> byTenant = new HashMap<>();
            reads.read(sql -> new KeyDao(sql).tenantsOf(taken.keySet()))
                    .forEach((id, tenant) -> byTenant.computeIfAbsent(tenant, any -> new HashMap<>())
                            .put(id, taken.getOrDefault(id, Instant.EPOCH)));
            byTenant.forEach((tenant, used) ->
                    database.change(Caller.system(new TenantId(tenant), "key usage"), (sql, events) -> {
                        new KeyDao(sql).used(used);
                        return used;
                    }));
        } catch (RuntimeException e) {
            LOG.warnf("when keys were last used could not be written: %s", e.getMessage());
        }
    }
}
