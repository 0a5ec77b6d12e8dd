// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.gateway;

import java.util.Locale;

/** How a call ended. */
public enum CallStatus {
    /** Answered completely. */
    SUCCESS(0),
    /** The upstream failed; nothing is billed unless it reported usage. */
    ERROR(1),
    TIMEOUT(2),
    /** The client or we went away in the middle; what was used is billed. */
    ABORTED(3);

    private final byte code;

    CallStatus(int code) {
        this.code = (byte) code;
    }

    /** The status in binary records; never changed. */
    public byte code() {
        return code;
    }

    public static CallStatus of(byte code) {
        for (CallStatus status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        throw new IllegalArgumentException("unknown call status " + code);
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the call uses up quota. */
    public boolean counts() {
        return this == SUCCESS || this == ABORTED;
    }
}
