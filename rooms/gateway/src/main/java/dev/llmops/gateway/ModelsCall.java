// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.marketplace.Offers.Offer;
import dev.llmops.gateway.dialect.ClientDialect;
import dev.llmops.gateway.dialect.ListedModel;
import dev.llmops.gateway.dialect.RefusedCall;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Ulids;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The models a key may call: its service. Costs nothing and counts nothing. Who says which version of Anthropic's
 * dialect it speaks is answered in that.
 */
final class ModelsCall {
    private final DataPlane plane;
    private final Exchange exchange;
    private final @Nullable String model;
    private final HttpServerRequest request;
    private final boolean anthropic;
    private boolean over;

    private ModelsCall(DataPlane plane, HttpServerRequest request, @Nullable String model) {
        this.plane = plane;
        this.model = model;
        this.request = request;
        this.anthropic = request.headers().contains("anthropic-version");
        ClientDialect dialect = anthropic ? ClientDialect.ANTHROPIC_MESSAGES : ClientDialect.OPENAI_CHAT;
        this.exchange = new Exchange(
                plane.vertx(), request, plane.bounds(), new CallName(dialect, Ulids.next()), () -> over = true);
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
        RateHeaders.put(exchange.headers(), entitlement, admission.limits(), plane.nowMillis(), plane.nowNanos());
        Offer offer = entitlement.offer();
        ListedModel one = new ListedModel(offer.slug(), offer.priceProvider(), offer.publishedAt());
        if (model != null) {
            if (entitlement.serves(model)) {
                answer(anthropic ? one.anthropic() : one.openAi());
            } else {
                refuse(ChatCall.unknownModel(model, entitlement));
            }
        } else if (offer.serviceState().callable() && !beyond(one)) {
            list(List.of(one));
        } else {
            list(List.of());
        }
    }

    private void list(List<ListedModel> models) {
        answer(anthropic ? ListedModel.anthropic(models) : ListedModel.openAi(models));
    }

    /** Whether the page that is asked for begins after the model, or ends before it. */
    private boolean beyond(ListedModel only) {
        return anthropic
                && (only.id().equals(request.getParam("after_id")) || only.id().equals(request.getParam("before_id")));
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
}
