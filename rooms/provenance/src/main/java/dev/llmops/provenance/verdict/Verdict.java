// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.verdict;

import dev.llmops.provenance.crypto.KeyAlgorithm;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is to be held of a signature.
 *
 * @param reasons why it is not valid; empty when it is
 * @param keyId of the key it verifies under
 * @param trustRoot the name of the key or authority it is believed for
 * @param signers who signed: a trusted key's name, or whom the certificate was issued to
 * @param signedAt when, where a log or timestamp authority that is believed says so
 * @param covers exactly what is signed
 * @param checks one line for each thing looked at, in order
 */
@Schema(name = "SignatureVerdict")
public record Verdict(
        State state,
        List<String> reasons,
        @Nullable KeyAlgorithm algorithm,
        @Nullable String keyId,
        @Nullable String trustRoot,
        List<String> signers,
        @Nullable Instant signedAt,
        @Nullable String covers,
        List<Check> checks) {
    public Verdict {
        reasons = List.copyOf(reasons);
        signers = List.copyOf(signers);
        checks = List.copyOf(checks);
    }

    /** From good to bad. */
    @Schema(name = "SignatureState")
    public enum State {
        /** It verifies, and who signed is believed. */
        VALID,
        /** It verifies, but who signed is not believed, or not for this, or not at that time. */
        UNTRUSTED,
        /** There is nothing here to verify it with. */
        UNVERIFIED,
        /** It is malformed, altered, or about something else. */
        INVALID;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How one check ended. */
    @Schema(name = "SignatureCheckResult")
    public enum Result {
        PASSED,
        FAILED,
        NOT_CHECKED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One thing looked at. */
    @Schema(name = "SignatureCheck")
    public record Check(String name, Result result, String message) {}

    public boolean holds() {
        return state == State.VALID;
    }
}
