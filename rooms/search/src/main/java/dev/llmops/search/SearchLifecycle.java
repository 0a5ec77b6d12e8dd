// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search;

import dev.llmops.platform.home.LifecycleStep;
import dev.llmops.search.index.IndexKeeper;
import jakarta.inject.Singleton;

/** Starts following the log. The index is opened in the background: a start does not wait for it. */
@Singleton
final class SearchLifecycle implements LifecycleStep {
    private final IndexKeeper keeper;

    SearchLifecycle(IndexKeeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public String name() {
        return "search";
    }

    @Override
    public int order() {
        return 45;
    }

    @Override
    public boolean needsDatabase() {
        return false;
    }

    @Override
    public void start() {
        keeper.start();
    }

    @Override
    public void stop() {
        keeper.stop();
    }
}
