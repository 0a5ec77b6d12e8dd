// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.dialect;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A model as clients are told of it, in the words of one dialect or the other. */
public record ListedModel(String id, String owner, Instant publishedAt) {
    public String openAi() {
        return "{\"id\":" + OpenAiError.literal(id) + ",\"object\":\"model\",\"created\":"
                + publishedAt.getEpochSecond() + ",\"owned_by\":" + OpenAiError.literal(owner) + "}";
    }

    public String anthropic() {
        return "{\"type\":\"model\",\"id\":" + OpenAiError.literal(id) + ",\"display_name\":" + OpenAiError.literal(id)
                + ",\"created_at\":\"" + publishedAt.truncatedTo(ChronoUnit.SECONDS) + "\"}";
    }

    public static String openAi(List<ListedModel> models) {
        List<String> listed = models.stream().map(ListedModel::openAi).toList();
        return "{\"object\":\"list\",\"data\":[" + String.join(",", listed) + "]}";
    }

    /** All there are: no page follows. */
    public static String anthropic(List<ListedModel> models) {
        List<String> listed = models.stream().map(ListedModel::anthropic).toList();
        String first = models.isEmpty() ? null : models.getFirst().id();
        String last = models.isEmpty() ? null : models.getLast().id();
        return "{\"data\":[" + String.join(",", listed) + "],\"has_more\":false,\"first_id\":"
                + OpenAiError.literal(first) + ",\"last_id\":" + OpenAiError.literal(last) + "}";
    }
}
