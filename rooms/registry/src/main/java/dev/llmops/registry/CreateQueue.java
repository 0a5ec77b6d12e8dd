// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.home.LifecycleStep;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Gathers creates that arrive at the same time into one transaction, so that they share its round trips and its wait for
 * the disk. Nobody waits for company: while two transactions run, the next one fills. Each caller hears of its own
 * version, after the commit.
 */
@Singleton
final class CreateQueue implements LifecycleStep {
    private static final int MAX_WAITING = 2_000;
    private static final int MAX_BATCH = 64;
    /** While one waits for the database, or is held up by another's lock, the other goes on. */
    private static final int WORKERS = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AssetRegistration registration;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final List<Thread> workers = new ArrayList<>();

    CreateQueue(AssetRegistration registration) {
        this.registration = registration;
    }

    private record Waiting(Caller caller, Manifest manifest, CompletableFuture<Optional<Asset>> result) {}

    /** Registers a version that must be new; refuses with {@code duplicate}. */
    Asset create(Caller caller, Manifest manifest) {
        return await(caller, manifest)
                .orElseThrow(() -> new Problem(
                        ErrorCode.DUPLICATE,
                        manifest.source()
                                .violation(
                                        "/metadata/version",
                                        "a version that " + manifest.kind().wireName() + " " + manifest.name()
                                                + " does not have yet; POST /apply changes a draft")));
    }

    private Optional<Asset> await(Caller caller, Manifest manifest) {
        Waiting waiting = new Waiting(caller, manifest, new CompletableFuture<>());
        if (!queue.offer(waiting)) {
            throw new Problem(
                    ErrorCode.OVERLOADED,
                    "More versions are being created than can be stored; nothing was created. Try again in a second.",
                    Duration.ofSeconds(1));
        }
        try {
            return waiting.result()
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public String name() {
        return "registry creates";
    }

    @Override
    public int order() {
        return 25;
    }

    @Override
    public void start() {
        // Few and always busy with the database: on virtual threads each read of an answer costs a timer and a poll.
        for (int i = 1; i <= WORKERS; i++) {
            workers.add(
                    Thread.ofPlatform().daemon().name("registry-create-" + i).start(this::work));
        }
    }

    @Override
    public void stop() {
        workers.forEach(Thread::interrupt);
        workers.clear();
    }

    private void work() {
        try {
            while (true) {
                workOff(queue.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** With all that waits, up to a bound. */
    private void workOff(Waiting first) {
        List<Waiting> batch = new ArrayList<>();
        batch.add(first);
        queue.drainTo(batch, MAX_BATCH - 1);
        Map<Caller, List<Waiting>> byCaller = new LinkedHashMap<>();
        batch.forEach(one ->
                byCaller.computeIfAbsent(one.caller(), any -> new ArrayList<>()).add(one));
        byCaller.forEach(this::create);
    }

    private void create(Caller caller, List<Waiting> batch) {
        try {
            List<Optional<Asset>> created = registration.createAll(
                    caller, batch.stream().map(Waiting::manifest).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).result().complete(created.get(i));
            }
        } catch (RuntimeException e) {
            if (batch.size() == 1
                    || (e instanceof Problem problem && problem.code().status() >= 500)) {
                batch.forEach(one -> one.result().completeExceptionally(e));
            } else {
                // One of them is at fault; the others shall not suffer from it.
                batch.forEach(one -> create(caller, List.of(one)));
            }
        }
    }
}
