// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import dev.llmops.contracts.analytics.IngestLog;
import dev.llmops.platform.home.Home;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One log per event loop. How many there ever were is kept in {@code <home>/gateway/lanes}: a start with fewer event
 * loops still has to close what the others left open.
 */
@Singleton
final class CallLogs {
    private static final Logger LOG = Logger.getLogger(CallLogs.class);

    private final Vertx vertx;
    private final IngestLog log;
    private final Path directory;
    private final Path count;
    private final FastThreadLocal<CallLog> byLoop = new FastThreadLocal<>();

    @Inject
    CallLogs(Vertx vertx, IngestLog log, Home home) {
        this.vertx = vertx;
        this.log = log;
        this.directory = home.resolve("gateway");
        this.count = directory.resolve("lanes");
    }

    void start() throws IOException, ExecutionException, InterruptedException {
        List<EventExecutor> loops = new ArrayList<>();
        ((VertxInternal) vertx).getEventLoopGroup().forEach(loops::add);
        int lanes = Math.max(loops.size(), knownLanes());
        Files.createDirectories(directory);
        Files.writeString(count, Integer.toString(lanes));
        int recovered = 0;
        for (int i = 0; i < lanes; i++) {
            CallLog callLog = new CallLog(log.lane("gateway-" + i));
            recovered += callLog.recover();
            if (i < loops.size()) {
                loops.get(i).submit(() -> byLoop.set(callLog)).get();
            }
        }
        if (recovered > 0) {
            LOG.infof("%d streamed calls that an earlier process left open are recorded as aborted.", recovered);
        }
    }

    private int knownLanes() throws IOException {
        if (!Files.exists(count)) {
            return 0;
        }
        try {
            return Math.clamp(Integer.parseInt(Files.readString(count).strip()), 0, 1_024);
        } catch (NumberFormatException e) {
            LOG.warnf("%s does not hold a number and is written anew.", count);
            return 0;
        }
    }

    /** The log of the event loop that asks; null before the start. */
    @Nullable
    CallLog current() {
        return byLoop.get();
    }
}
