// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.Dialect;
import dev.llmops.contracts.forge.Inference;
import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.forge.wire.RequestHead;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The heads of the requests to one upstream: one where the path is always the same, one for each
 * other thing that is asked and for each model that is called where the path names it, one for each call where calls are signed. Used on one event loop only.
 */
final class RequestHeads {
    private static final int MAX_HEADS = 64;

    private final UpstreamKind kind;
    private final Endpoint endpoint;
    private final Map<String, String> proof;
    private final Clock clock;
    private final @Nullable AwsSignature signature;
    private final @Nullable RequestHead only;
    private final Map<String, RequestHead> byPath = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RequestHead> eldest) {
            return size() > MAX_HEADS;
        }
    };

    /** Throws {@link IllegalArgumentException} when the credential cannot be a header or sign a request. */
    RequestHeads(UpstreamKind kind, Endpoint endpoint, @Nullable String credential, Clock clock) {
        this.kind = kind;
        this.endpoint = endpoint;
        this.clock = clock;
        boolean signs = kind == UpstreamKind.BEDROCK && credential != null && AwsCredential.signs(credential);
        this.signature = signs && credential != null
                ? new AwsSignature(AwsCredential.parse(credential, endpoint.host()), "bedrock")
                : null;
        this.proof = ProviderPaths.proof(kind, signs ? null : credential);
        this.only = ProviderPaths.nameModel(kind, endpoint)
                ? null
                : RequestHead.post(
                        ProviderPaths.path(kind, endpoint, "", kind.dialect(), false), endpoint.authority(), proof);
    }

    /**
     * @param body as it is sent, which a signature covers
     */
    RequestHead of(Inference.Request request, ByteBuffer body) {
        Dialect spoken = Way.onTheWire(request);
        if (only != null && spoken == kind.dialect()) {
            return only;
        }
        String path = ProviderPaths.path(kind, endpoint, request.upstreamModel(), spoken, request.stream());
        if (signature != null) {
            Map<String, String> signed = signature.sign("POST", endpoint.authority(), path, "", body, clock.instant());
            return RequestHead.post(path, endpoint.authority(), signed);
        }
        return byPath.computeIfAbsent(path, named -> RequestHead.post(named, endpoint.authority(), proof));
    }
}
