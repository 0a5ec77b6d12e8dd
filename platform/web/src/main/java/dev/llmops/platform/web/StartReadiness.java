// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import dev.llmops.platform.home.StartProgress;
import jakarta.inject.Singleton;
import java.util.Map;

/** Not ready until every step of the start has ended, and no more once the stop has begun. */
@Singleton
final class StartReadiness implements Readiness {
    private final StartProgress progress;

    StartReadiness(StartProgress progress) {
        this.progress = progress;
    }

    @Override
    public String name() {
        return "start";
    }

    @Override
    public Report check() {
        boolean started = progress.started();
        return new Report(started, started ? Map.of() : Map.of("waiting_for", progress.current()));
    }
}
