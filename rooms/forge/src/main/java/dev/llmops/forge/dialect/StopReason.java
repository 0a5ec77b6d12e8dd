// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

/** Why an answer ended. */
public enum StopReason {
    END,
    /** One of the request's stop texts came. */
    STOP_TEXT,
    LENGTH,
    TOOL_USE,
    /** The provider or the model withheld the rest. */
    FILTERED
}
