// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.kernel.DomainEvent;
import dev.llmops.kernel.TenantId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/**
 * Tells what this process committed, before the one who changed it goes on: what is kept in memory can so be forgotten
 * in time for a caller to read its own write. Changes of other processes come by the event log only.
 */
public final class Commits {
    private static final Logger LOG = Logger.getLogger(Commits.class);

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Called on the thread that changed; must neither block nor throw. */
    @FunctionalInterface
    public interface Listener {
        void committed(TenantId tenant, List<DomainEvent> events);
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    void tell(TenantId tenant, List<DomainEvent> events) {
        for (Listener listener : listeners) {
            try {
                listener.committed(tenant, events);
            } catch (RuntimeException e) {
                LOG.errorf(e, "a listener of commits failed");
            }
        }
    }
}
