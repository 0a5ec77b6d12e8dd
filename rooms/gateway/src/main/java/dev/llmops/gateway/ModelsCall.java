// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.marketplace.Offers.Offer;
import dev.llmops.gateway.dialect.ClientDialect;
import dev.llmops.gateway.dialect.OpenAiError;
import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Ulids;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The models a key may call: its service. Costs nothing and counts nothing. */
final class ModelsCall {
    private final DataPlane plane;
    private final Exchange exchange;
    private final @Nullable String model;
    private boolean over;

    private ModelsCall(DataPlane plane, HttpServerRequest request, @Nullable String model) {
        this.plane = plane;
        this.model = model;
        this.exchange = new Exchange(
                plane.vertx(),
                request,
                plane.bounds(),
                new CallName(ClientDialect.OPENAI_CHAT, Ulids.next()),
                () -> over = true);
    }

    /**
     * @param model the one that is asked for; null for the list
     */
    static void handle(DataPlane plane, HttpServerRequest request, @Nullable String model) {
        ModelsCall call = new ModelsCall(plane, request, model);
        if (plane.isOpen()) {
            Gatekeeper.admit(plane, call.exchange, call::admitted, call::refuse);
        } else {
            call.refuse(
                    RefusedCall.later(ErrorCode.OVERLOADED, "The gateway is starting or stopping; try again.", 1_000));
        }
    }

    private void admitted(Admission admission) {
        Entitlement entitlement = admission.entitlement();
        if (over || entitlement == null) {
            return;
        }
        RateHeaders.put(exchange.headers(), entitlement, plane.nowMillis(), plane.nowNanos());
        Offer offer = entitlement.offer();
        if (model == null) {
            String listed = offer.serviceState().callable() ? json(offer) : "";
            answer("{\"object\":\"list\",\"data\":[" + listed + "]}");
        } else if (entitlement.serves(model)) {
            answer(json(offer));
        } else {
            refuse(ChatCall.unknownModel(model, entitlement));
        }
    }

    private void answer(String json) {
        over = true;
        exchange.answer(200, "application/json", List.of(ByteBuffer.wrap(json.getBytes(UTF_8))));
    }

    private void refuse(RefusedCall refused) {
        if (!over) {
            over = true;
            plane.metrics().refused(refused.code());
            exchange.refuse(refused);
        }
    }

    private static String json(Offer offer) {
        return "{\"id\":" + OpenAiError.literal(offer.slug()) + ",\"object\":\"model\",\"created\":"
                + offer.publishedAt().getEpochSecond() + ",\"owned_by\":" + OpenAiError.literal(offer.priceProvider())
                + "}";
    }
}
