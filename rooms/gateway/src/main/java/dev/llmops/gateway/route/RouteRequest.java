// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a choice may depend on. What stands deep in the body is read only when somebody asks, and then once. */
public final class RouteRequest {
    private final String model;
    private final long inputTokens;
    private final long outputTokens;
    private final boolean stream;
    private final Who who;
    private final Map<String, String> headers;
    private final Supplier<BodyFeatures> body;
    private @Nullable BodyFeatures features;

    /**
     * @param inputTokens estimated
     * @param outputTokens the most the client allows, or what is reserved where it does not say
     * @param headers by their names in lower case, without credentials
     */
    public RouteRequest(
            String model,
            long inputTokens,
            long outputTokens,
            boolean stream,
            Who who,
            Map<String, String> headers,
            Supplier<BodyFeatures> body) {
        this.model = model;
        this.inputTokens = inputTokens;
        this.outputTokens = outputTokens;
        this.stream = stream;
        this.who = who;
        this.headers = headers;
        this.body = body;
    }

    String model() {
        return model;
    }

    long inputTokens() {
        return inputTokens;
    }

    long outputTokens() {
        return outputTokens;
    }

    boolean stream() {
        return stream;
    }

    Who who() {
        return who;
    }

    Map<String, String> headers() {
        return headers;
    }

    BodyFeatures features() {
        BodyFeatures known = features;
        if (known == null) {
            known = body.get();
            features = known;
        }
        return known;
    }

    /** Whose call it is: ids of the organisation, the subscription and the key. */
    public record Who(String tenant, String subscription, String key) {}
}
