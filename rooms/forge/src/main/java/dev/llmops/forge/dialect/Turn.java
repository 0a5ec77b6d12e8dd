// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect;

import java.util.List;

/** What one side said until the other's turn. A tool's results belong to the user's side. */
public record Turn(boolean assistant, List<Part> parts) {
    public Turn {
        parts = List.copyOf(parts);
    }
}
