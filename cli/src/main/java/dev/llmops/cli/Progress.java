// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import java.io.Console;

/** A progress bar on standard error, only when a person watches. */
final class Progress {
    private static final int WIDTH = 30;
    private final String label;
    private final int total;
    private final boolean shown;

    Progress(String label, int total) {
        this.label = label;
        this.total = total;
        Console console = System.console();
        this.shown = console != null && console.isTerminal() && total > 1;
    }

    void done(int count) {
        if (shown) {
            int filled = total == 0 ? WIDTH : WIDTH * count / total;
            System.err.print(
                    "\r" + label + " [" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "] " + count + "/" + total);
            if (count >= total) {
                System.err.println();
            }
        }
    }
}
