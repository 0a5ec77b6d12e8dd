// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponse;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import dev.llmops.kits.product.ProductApi;
import dev.llmops.kits.product.Road;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A batch of chats, by OpenAI's official client for Java. */
final class BatchClient {
    private final OpenAIClient client;
    private final Road.Paved road;

    BatchClient(String url, Road.Paved road) {
        this.client = OpenAIOkHttpClient.builder()
                .baseUrl(url + "/v1")
                .apiKey(road.key())
                .maxRetries(0)
                .build();
        this.road = road;
    }

    String begin(int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("{\"custom_id\":\"line-")
                    .append(i)
                    .append("\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"")
                    .append(road.slug())
                    .append("\",\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}}\n");
        }
        InputStream bytes = new ByteArrayInputStream(lines.toString().getBytes(UTF_8));
        String file = client.files()
                .create(FileCreateParams.builder()
                        .file(MultipartField.<InputStream>builder()
                                .value(bytes)
                                .filename("in.jsonl")
                                .build())
                        .purpose(FilePurpose.BATCH)
                        .build())
                .id();
        return client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(file)
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .build())
                .id();
    }

    Batch await(String id, Predicate<Batch> condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        Batch batch = client.batches().retrieve(id);
        while (!condition.test(batch)) {
            assertThat(System.nanoTime()).as("%s after two minutes", batch).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            batch = client.batches().retrieve(id);
        }
        return batch;
    }

    static boolean ended(Batch batch) {
        return Set.of("completed", "failed", "expired", "cancelled")
                .contains(batch.status().asString());
    }

    List<JsonNode> answers(Batch batch) throws IOException {
        List<JsonNode> answers = new ArrayList<>();
        try (HttpResponse content = client.files().content(batch.outputFileId().orElseThrow());
                InputStream body = content.body()) {
            for (String line : new String(body.readAllBytes(), UTF_8).lines().toList()) {
                answers.add(ProductApi.JSON.readTree(line));
            }
        }
        return answers;
    }
}
