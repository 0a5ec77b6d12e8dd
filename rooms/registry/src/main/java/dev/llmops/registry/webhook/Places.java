// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.webhook;

import dev.llmops.kernel.EventPosition;
import java.util.HexFormat;

/** Positions in the log as texts of fixed length whose order, byte by byte, is the log's. */
final class Places {
    private static final HexFormat HEX = HexFormat.of();

    private Places() {}

    static String of(EventPosition position) {
        return HEX.toHexDigits(position.epoch())
                + HEX.toHexDigits(position.transaction())
                + HEX.toHexDigits(position.sequence());
    }
}
