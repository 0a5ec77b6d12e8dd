// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.meaning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class MiniLmTest {
    @Test
    void wordsBecomeTheIdsOfBertsVocabulary() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(MiniLm.class.getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json"))) {
            WordPiece tokens = WordPiece.of(new ObjectMapper().readTree(file));
            assertThat(tokens.ids("Hello, World!", 128)).containsExactly(101, 7592, 1010, 2088, 999, 102);
            assertThat(tokens.ids("embeddings", 128)).containsExactly(101, 7861, 8270, 4667, 2015, 102);
            assertThat(tokens.ids("Café\u0000  CAFE", 128)).containsExactly(101, 7668, 7668, 102);
            assertThat(tokens.ids("hello ".repeat(500), 16)).hasSize(16).endsWith(102);
            assertThat(tokens.ids("", 16)).containsExactly(101, 102);
        }
    }

    @Test
    void whatMeansTheSameIsNearerThanWhatDoesNot() {
        try (MiniLm encoder = MiniLm.load()) {
            float[] question = encoder.encode("Which model can look at photographs?");
            double near = cosine(question, encoder.encode("A vision model that understands images"));
            double far = cosine(question, encoder.encode("Converts currencies at the rate of the day"));
            assertThat(cosine(question, question)).isBetween(0.999, 1.001);
            assertThat(near).isGreaterThan(0.4);
            assertThat(far).isLessThan(0.25);
        }
    }

    @Test
    void moreQuestionsThanTheQueueHoldsAreRefused() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger refused = new AtomicInteger();
        Meanings meanings = new Meanings(() -> text -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new float[TextEncoder.DIMENSIONS];
        });
        CountDownLatch enough = new CountDownLatch(15);
        for (int i = 0; i < 80; i++) {
            String text = "question " + i;
            Thread.ofVirtual().start(() -> {
                try {
                    meanings.ofQuery(text);
                } catch (Problem e) {
                    if (e.code() == ErrorCode.RATE_LIMITED) {
                        refused.incrementAndGet();
                        enough.countDown();
                    }
                }
            });
        }
        enough.await();
        assertThatThrownBy(() -> meanings.ofQuery("one more"))
                .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.retryAfter())
                        .isPresent());
        release.countDown();
        assertThat(refused.get()).isBetween(15, 16);
        meanings.close();
    }

    private static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
