// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import java.io.Console;
import java.util.Locale;

/** How far a file is, how fast it goes and how long it will take, on standard error and only when a person watches. */
final class TransferBar {
    private static final int WIDTH = 30;
    private static final long EVERY_NANOS = 100_000_000L;
    private final String label;
    private final long total;
    private final boolean shown;
    private final long startedNanos = System.nanoTime();
    private final long startedAt;
    private long shownNanos;

    /** @param startedAt the bytes that were there before */
    TransferBar(String label, long startedAt, long total) {
        this.label = label;
        this.startedAt = startedAt;
        this.total = total;
        Console console = System.console();
        this.shown = console != null && console.isTerminal();
    }

    void at(long bytes) {
        long now = System.nanoTime();
        if (shown && (now - shownNanos > EVERY_NANOS || bytes >= total)) {
            shownNanos = now;
            System.err.print("\r" + line(bytes, now - startedNanos));
        }
    }

    void end() {
        if (shown) {
            System.err.println();
        }
    }

    String line(long bytes, long nanos) {
        int filled = total == 0 ? WIDTH : (int) (WIDTH * bytes / total);
        double perSecond = nanos == 0 ? 0 : (bytes - startedAt) * 1e9 / nanos;
        String left = perSecond < 1 ? "" : String.format(Locale.ROOT, " %.0f s left", (total - bytes) / perSecond);
        return String.format(
                Locale.ROOT,
                "%s [%s%s] %.1f of %.1f MB, %.1f MB/s%s   ",
                label,
                "#".repeat(filled),
                " ".repeat(WIDTH - filled),
                bytes / 1e6,
                total / 1e6,
                perSecond / 1e6,
                left);
    }
}
