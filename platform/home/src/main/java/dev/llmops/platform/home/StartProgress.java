// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

/** How far the start has come; readiness is answered from it. */
public interface StartProgress {
    /** Whether every step has started and the stop has not begun. */
    boolean started();

    /** The step that starts now or waits for the database; {@code ready} when none is left, {@code stopping} at the end. */
    String current();
}
