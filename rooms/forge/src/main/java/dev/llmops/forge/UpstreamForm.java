// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.contracts.forge.Upstreams.Registration;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an upstream says, checked and in its one form; the credential apart, which is sealed on its way. */
record UpstreamForm(
        String name,
        UpstreamKind kind,
        @Nullable String baseUrl,
        long timeoutMillis,
        long latencyMillis,
        long tokenDelayMillis) {
    static final long DEFAULT_TIMEOUT_MILLIS = 60_000;
    private static final long MAX_TIMEOUT_MILLIS = 600_000;
    private static final long MAX_LATENCY_MILLIS = 60_000;
    private static final long MAX_TOKEN_DELAY_MILLIS = 10_000;
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern CREDENTIAL = Pattern.compile("[\\x21-\\x7e]{1,4096}");

    /** Checks what was asked for; every fault at once. */
    static UpstreamForm of(Registration asked) {
        List<Violation> faults = new ArrayList<>();
        if (asked.name() == null || !NAME.matcher(asked.name()).matches()) {
            faults.add(Violation.of("name", asked.name(), "1 to 64 of a to z, 0 to 9 and -, such as openai-eu"));
        }
        if (asked.kind() == null) {
            faults.add(Violation.of("kind", null, UpstreamKind.expected()));
        }
        boolean simulator = asked.kind() == UpstreamKind.SIMULATOR;
        long timeout =
                within("timeout_ms", asked.timeoutMillis(), DEFAULT_TIMEOUT_MILLIS, 100, MAX_TIMEOUT_MILLIS, faults);
        long latency = within("latency_ms", asked.latencyMillis(), 0, 0, MAX_LATENCY_MILLIS, faults);
        long delay = within("token_delay_ms", asked.tokenDelayMillis(), 0, 0, MAX_TOKEN_DELAY_MILLIS, faults);
        if (simulator) {
            absent("base_url", asked.baseUrl(), faults);
            absent("credential", asked.credential() == null ? null : "…", faults);
        } else if (latency + delay > 0) {
            faults.add(Violation.of(
                    latency > 0 ? "latency_ms" : "token_delay_ms", latency + delay, "0: only the simulator waits"));
        }
        checkCredential(asked.credential(), faults);
        String baseUrl = simulator ? null : baseUrl(asked.baseUrl(), faults);
        if (asked.kind() == UpstreamKind.BEDROCK && baseUrl != null) {
            checkKeys(asked.credential(), Endpoint.parse(baseUrl).host(), faults);
        }
        if (!faults.isEmpty()) {
            throw new Problem(ErrorCode.VALIDATION_FAILED, faults);
        }
        return new UpstreamForm(asked.name(), asked.kind(), baseUrl, timeout, latency, delay);
    }

    /** Where calls go; null for the simulator. */
    @Nullable
    Endpoint endpoint() {
        return baseUrl == null ? null : Endpoint.parse(baseUrl);
    }

    private static @Nullable String baseUrl(@Nullable String text, List<Violation> faults) {
        try {
            return Endpoint.parse(text).baseUrl();
        } catch (Problem refused) {
            faults.addAll(refused.violations());
            return null;
        }
    }

    private static void checkCredential(@Nullable String credential, List<Violation> faults) {
        if (credential != null && !CREDENTIAL.matcher(credential).matches()) {
            faults.add(Violation.of("credential", null, "1 to 4,096 visible ASCII characters, without Bearer"));
        }
    }

    private static void checkKeys(@Nullable String credential, String host, List<Violation> faults) {
        if (credential == null || !AwsCredential.signs(credential)) {
            return;
        }
        try {
            AwsCredential.parse(credential, host);
        } catch (IllegalArgumentException e) {
            faults.add(Violation.of("credential", null, AwsCredential.EXPECTED));
        }
    }

    private static void absent(String field, @Nullable String value, List<Violation> faults) {
        if (value != null) {
            faults.add(Violation.of(field, value, "nothing: the simulator calls no endpoint"));
        }
    }

    private static long within(
            String field, @Nullable Long value, long otherwise, long min, long max, List<Violation> faults) {
        if (value != null && (value < min || value > max)) {
            faults.add(Violation.of(field, value, "a whole number from " + min + " to " + max));
        }
        return value == null ? otherwise : value;
    }
}
