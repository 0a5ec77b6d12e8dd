// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.contracts.gateway.Calls;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import io.vertx.core.MultiMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchesTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("forge"));

    private static final ObjectMapper JSON = new ObjectMapper();
    private final Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    private final ScriptedCalls calls = new ScriptedCalls();
    private final Files files = new Files(POSTGRES.database(), BatchSettings.DEFAULT, clock);
    private final Consumer consumer = consumer(POSTGRES.tenant());
    private final BatchWork work = work();
    private final Batches batches = new Batches(POSTGRES.database(), calls, work, clock);

    @BeforeEach
    void start() {
        work.start();
    }

    @AfterEach
    void stop() {
        work.stop();
    }

    @Test
    void everyLineIsCalledOnceAndItsAnswerStandsOnOneLineInTheOrderOfTheFile() throws IOException {
        String input = upload(line("a", "{\"n\":1}"), "", line("b", "{\"n\": 2 , \"t\":\"ü\\n\"}"), line("c", "{}"));
        BatchObject end = await(create(input), BatchesTest::ended);

        assertThat(end.status()).isEqualTo("completed");
        assertThat(end.requestCounts()).isEqualTo(new BatchObject.Counts(3, 3, 0));
        assertThat(calls.asked).containsExactlyInAnyOrder("{\"n\":1}", "{\"n\": 2 , \"t\":\"ü\\n\"}", "{}");
        List<JsonNode> output = content(end.outputFileId());
        assertThat(output).extracting(one -> one.path("custom_id").asText()).containsExactly("a", "b", "c");
        assertThat(output.get(1).at("/response/body/said/t").asText()).isEqualTo("ü\n");
        assertThat(output.get(1).at("/response/status_code").asInt()).isEqualTo(200);
        assertThat(end.errorFileId()).isNull();
        assertThat(files.get(consumer, Objects.requireNonNull(end.outputFileId()))
                        .bytes())
                .isEqualTo(bytes(end.outputFileId()).length);
    }

    @Test
    void aWrongLineIsNamedByItsNumberAndTheOthersAreCalled() throws IOException {
        String input = upload(
                line("a", "{}"),
                "{broken",
                line("c", "[]"),
                line("d", "{}").replace("POST", "GET"),
                line("e", "{}").replace("chat/completions", "embeddings"),
                "{\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{}}",
                line("g", "{}").replace("{\"custom_id\"", "{\"more\":1,\"custom_id\""));
        BatchObject end = await(create(input), BatchesTest::ended);

        assertThat(end.status()).isEqualTo("completed");
        assertThat(end.requestCounts()).isEqualTo(new BatchObject.Counts(7, 1, 6));
        assertThat(content(end.errorFileId()))
                .extracting(one -> one.at("/error/message").asText().replaceAll(" \\(.*", ""))
                .containsExactly(
                        "line 2: not one JSON object",
                        "line 3: body",
                        "line 4: method",
                        "line 5: url",
                        "line 6: custom_id",
                        "line 7: line");
        assertThat(content(end.errorFileId()).get(1).path("custom_id").asText()).isEqualTo("c");
    }

    @Test
    void aCustomIdGivenTwiceFailsTheBatchBeforeAnythingIsCalled() throws IOException {
        BatchObject end = await(create(upload(line("a", "{}"), line("b", "{}"), line("a", "{}"))), BatchesTest::ended);

        assertThat(end.status()).isEqualTo("failed");
        assertThat(calls.asked).isEmpty();
        JsonNode fault = JSON.readTree(end.errors()).at("/data/0");
        assertThat(fault.path("line").asInt()).isEqualTo(3);
        assertThat(fault.path("code").asText()).isEqualTo("duplicate_custom_id");
        assertThat(fault.path("message").asText()).contains("line 1 has it");
    }

    @Test
    void aFileWithoutACallableLineFails() throws IOException {
        assertThat(JSON.readTree(await(create(upload("nothing")), BatchesTest::ended)
                                .errors())
                        .at("/data/0/code")
                        .asText())
                .isEqualTo("no_valid_line");
        assertThat(await(create(upload(" ", "\t")), BatchesTest::ended).status())
                .isEqualTo("failed");
    }

    @Test
    void aRefusalForItsRateIsWaitedOutAndOneForTheQuotaEndsTheLine() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        calls.script = body -> body.contains("quota")
                ? ScriptedCalls.answer(429, "{\"error\":{\"code\":\"insufficient_quota\"}}", false, 0)
                : asked.getAndIncrement() < 2
                        ? ScriptedCalls.answer(429, "{\"error\":{\"code\":\"rate_limited\"}}", false, 50)
                        : ScriptedCalls.echo(body);
        BatchObject end =
                await(create(upload(line("rate", "{}"), line("quota", "{\"q\":\"quota\"}"))), BatchesTest::ended);

        assertThat(end.requestCounts()).isEqualTo(new BatchObject.Counts(2, 1, 1));
        assertThat(asked).hasValue(3);
        JsonNode refused = content(end.errorFileId()).getFirst();
        assertThat(refused.path("custom_id").asText()).isEqualTo("quota");
        assertThat(refused.at("/response/status_code").asInt()).isEqualTo(429);
        assertThat(refused.at("/response/body/error/code").asText()).isEqualTo("insufficient_quota");
    }

    @Test
    void aFailedCallIsNotMadeAgainAndWhatIsNoJsonIsATextOfTheErrorFile() throws IOException {
        calls.script = body -> ScriptedCalls.answer(503, "<html>\n</html>", true, 1_000);
        BatchObject end = await(create(upload(line("a", "{}"))), BatchesTest::ended);

        assertThat(calls.asked).hasSize(1);
        assertThat(content(end.errorFileId()).getFirst().at("/response/body").asText())
                .isEqualTo("<html>\n</html>");
    }

    @Test
    void cancellingLetsWhatIsUnderWayEndAndCallsNoFurtherLine() throws IOException {
        CompletableFuture<Calls.Answer> held = new CompletableFuture<>();
        calls.script = body -> held;
        String id = create(upload(numbered(100)));
        awaitTrue(() -> calls.asked.size() == BatchSettings.LINES_OF_ONE_BATCH);
        assertThat(batches.cancel(consumer, id).status()).isEqualTo("cancelling");
        assertThat(batches.cancel(consumer, id).status()).isEqualTo("cancelling");
        awaitTrue(() -> state(id).equals("cancelling"));
        held.complete(ScriptedCalls.echo("{}").join());
        BatchObject end = await(id, BatchesTest::ended);

        assertThat(end.status()).isEqualTo("cancelled");
        assertThat(end.requestCounts().completed()).isBetween(8, 100);
        assertThat(content(end.outputFileId())).hasSize(end.requestCounts().completed());
        assertThat(batches.cancel(consumer, id).status()).isEqualTo("cancelled");
    }

    @Test
    void anotherProcessGoesOnWithoutCallingWhatHasItsResult() throws IOException {
        AtomicInteger answered = new AtomicInteger();
        CompletableFuture<Calls.Answer> late = new CompletableFuture<>();
        calls.script = body -> answered.getAndIncrement() < 40 ? ScriptedCalls.echo(body) : late;
        String id = create(upload(numbered(60)));
        awaitTrue(() -> counted(id).completed() == 40);
        // As after a kill: nobody releases the lease, it runs out.
        POSTGRES.owner()
                .useHandle(sql -> sql.execute(
                        "UPDATE forge.batch SET lease_owner = 'nobody', lease_until = NULL WHERE id = ?", id));
        calls.script = ScriptedCalls::echo;
        BatchWork second = work();
        second.start();
        BatchObject end = await(id, BatchesTest::ended);
        second.stop();
        late.complete(ScriptedCalls.echo("{\"late\":true}").join());
        work.stop();

        assertThat(counted(id)).isEqualTo(end.requestCounts());
        assertThat(end.status()).isEqualTo("completed");
        assertThat(end.requestCounts()).isEqualTo(new BatchObject.Counts(60, 60, 0));
        assertThat(content(end.outputFileId()))
                .extracting(one -> one.path("custom_id").asText())
                .doesNotHaveDuplicates()
                .hasSize(60);
        assertThat(content(end.outputFileId()))
                .noneMatch(one -> one.at("/response/body/said").has("late"));
        assertThat(calls.asked).hasSizeBetween(60, 60 + BatchSettings.LINES_OF_ONE_BATCH);
    }

    @Test
    void whatWasNotCalledInTimeSaysSoInTheErrorFile() throws IOException {
        calls.script = body -> ScriptedCalls.answer(429, "{}", false, 60_000);
        String id = create(upload(numbered(20)));
        awaitTrue(() -> !calls.asked.isEmpty());
        work.stop();
        POSTGRES.owner()
                .useHandle(sql -> sql.execute(
                        "UPDATE forge.batch SET expires_at = now() - interval '1 second' WHERE id = ?", id));
        BatchWork later = work();
        later.start();
        BatchObject end = await(id, BatchesTest::ended);
        later.stop();

        assertThat(end.status()).isEqualTo("expired");
        assertThat(end.requestCounts()).isEqualTo(new BatchObject.Counts(20, 0, 20));
        assertThat(content(end.errorFileId()))
                .allMatch(one -> one.at("/error/code").asText().equals("batch_expired"))
                .extracting(one -> one.path("custom_id").asText())
                .contains("line-7");
    }

    @Test
    void anotherSubscriptionOrOrganisationSeesNothing() throws IOException {
        String file = upload(line("a", "{}"));
        String id = create(file);
        for (Consumer other : List.of(consumer(POSTGRES.tenant()), consumer(POSTGRES.otherTenant()))) {
            refused(ErrorCode.NOT_FOUND, () -> files.get(other, file));
            refused(ErrorCode.NOT_FOUND, () -> batches.get(other, id));
            refused(ErrorCode.NOT_FOUND, () -> batches.cancel(other, id));
            refused(ErrorCode.NOT_FOUND, () -> files.delete(other, file));
            assertThat(files.list(other, query()).data()).isEmpty();
            assertThat(batches.list(other, query()).data()).isEmpty();
            refused(ErrorCode.VALIDATION_FAILED, () -> batches.create(other, order(file)));
        }
        await(id, BatchesTest::ended);
    }

    @Test
    void aFileThatABatchReadsStaysAndOneOfAnEndedBatchGoes() throws IOException {
        CompletableFuture<Calls.Answer> held = new CompletableFuture<>();
        calls.script = body -> held;
        String file = upload(line("a", "{}"));
        String id = create(file);
        refused(ErrorCode.CONFLICT, () -> files.delete(consumer, file));
        held.complete(ScriptedCalls.echo("{}").join());
        BatchObject end = await(id, BatchesTest::ended);
        files.delete(consumer, file);
        files.delete(consumer, Objects.requireNonNull(end.outputFileId()));

        refused(ErrorCode.NOT_FOUND, () -> files.get(consumer, file));
        refused(ErrorCode.NOT_FOUND, () -> files.get(consumer, String.valueOf(end.outputFileId())));
    }

    @Test
    void listsGoOnBehindTheLastId() throws IOException {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(upload(line("a", "{}")));
        }
        OpenAiList<FileObject> first = files.list(consumer, query("limit", "3"));
        OpenAiList<FileObject> rest =
                files.list(consumer, query("limit", "3", "after", Objects.requireNonNull(first.lastId())));

        assertThat(first.hasMore()).isTrue();
        assertThat(rest.hasMore()).isFalse();
        List<String> seen =
                new ArrayList<>(first.data().stream().map(FileObject::id).toList());
        rest.data().forEach(file -> seen.add(file.id()));
        assertThat(seen.reversed()).containsExactlyElementsOf(made);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"};VALIDATION_FAILED",
                "{\"input_file_id\":\"file-x\",\"endpoint\":\"/v1/nothing\",\"completion_window\":\"24h\"};VALIDATION_FAILED",
                "{\"input_file_id\":\"file-x\",\"endpoint\":\"/v1/embeddings\",\"completion_window\":\"169h\"};VALIDATION_FAILED",
                "{\"input_file_id\":\"file-x\",\"endpoint\":\"/v1/embeddings\",\"completion_window\":\"24h\"};VALIDATION_FAILED",
                "{\"input_file_id\":\"f\\u0000\",\"endpoint\":\"/v1/embeddings\",\"completion_window\":\"24h\"};VALIDATION_FAILED",
                "{\"unknown\":1};VALIDATION_FAILED",
                "null;MALFORMED_REQUEST",
                "[];MALFORMED_REQUEST",
                "{;MALFORMED_REQUEST",
            })
    void whatIsNoBatchIsRefused(String body, ErrorCode code) {
        refused(code, () -> batches.create(consumer, body.getBytes(UTF_8)));
    }

    private BatchWork work() {
        return new BatchWork(POSTGRES.database(), POSTGRES.systemReads(), files, calls, BatchSettings.DEFAULT, clock);
    }

    private static Consumer consumer(TenantId tenant) {
        String key = Ulids.next();
        return Consumer.of(new Caller(
                Caller.Kind.API_KEY,
                tenant,
                key,
                "consumer",
                Set.of(),
                Set.of(Permission.GATEWAY_CALL),
                key,
                Ulids.next()));
    }

    private static String line(String id, String body) {
        return "{\"custom_id\":\"" + id + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":" + body
                + "}";
    }

    private static String[] numbered(int lines) {
        String[] all = new String[lines];
        for (int i = 0; i < lines; i++) {
            all[i] = line("line-" + i, "{}");
        }
        return all;
    }

    /** In parts of seven bytes, so that lines lie over their borders. */
    private String upload(String... lines) {
        byte[] bytes = String.join("\n", lines).getBytes(UTF_8);
        FileDao.Row arriving = files.arriving(consumer);
        for (int part = 0; part * 7 < bytes.length; part++) {
            files.addPart(
                    consumer,
                    arriving.id(),
                    part,
                    Arrays.copyOfRange(bytes, part * 7, Math.min(bytes.length, part * 7 + 7)));
        }
        return files.ready(consumer, arriving, "in.jsonl", bytes.length, lines.length)
                .id();
    }

    private static byte[] order(String file) {
        return ("{\"input_file_id\":\"" + file
                        + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}")
                .getBytes(UTF_8);
    }

    private String create(String file) {
        return batches.create(consumer, order(file)).id();
    }

    private byte[] bytes(@Nullable String file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        files.write(consumer.tenant(), files.row(consumer, Objects.requireNonNull(file)), out);
        return out.toByteArray();
    }

    private List<JsonNode> content(@Nullable String file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : new String(bytes(file), UTF_8).lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private static boolean ended(BatchObject batch) {
        return BatchState.of(batch.status()).ended();
    }

    private String state(String id) {
        return batches.get(consumer, id).status();
    }

    private BatchObject.Counts counted(String id) {
        return batches.get(consumer, id).requestCounts();
    }

    private BatchObject await(String id, Predicate<BatchObject> condition) {
        awaitTrue(() -> condition.test(batches.get(consumer, id)));
        return batches.get(consumer, id);
    }

    private static void awaitTrue(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited 30 s").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private static MultiMap query(String... pairs) {
        MultiMap query = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < pairs.length; i += 2) {
            query.add(pairs[i], pairs[i + 1]);
        }
        return query;
    }

    private static void refused(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                .isEqualTo(code));
    }
}
