// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Event;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.kernel.Violation;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.registry.document.YamlSource;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnotationsTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    private final Annotations annotations = new Annotations(POSTGRES.database(), Clock.systemUTC());
    private final Caller admin = POSTGRES.admin();
    private final String id = Ulids.next();

    @BeforeEach
    void register() {
        POSTGRES.database().change(admin, (sql, events) -> sql.createUpdate("""
                                INSERT INTO registry.asset (
                                    tenant, id, kind, name, version, sort_key, stable, status, tags, labels, spec, digest,
                                    revision, created_at, created_by, updated_at, updated_by)
                                VALUES (
                                    :tenant, :id, 'model', lower(:id), '1.0.0', '001100100001~', true, 'published', '[]', '{}',
                                    '{}', 'sha256:0', 1, now(), 'test', now(), 'test')""")
                .bind("tenant", admin.tenant())
                .bind("id", id)
                .execute());
    }

    @Test
    void anAnnotationIsWrittenReadChangedAndRemoved() {
        Annotation first = set("card", AnnotationType.MODEL_CARD, "{model_details: {description: Good}}", null);
        assertThat(annotations.get(admin, id, "card").value()).isEqualTo(first.value());
        assertThat(set("card", AnnotationType.MODEL_CARD, "{model_details: {description: Good}}", "\"1\"")
                        .revision())
                .isEqualTo(1);
        assertThat(set("card", AnnotationType.MODEL_CARD, "{model_details: {description: Better}}", "\"1\"")
                        .revision())
                .isEqualTo(2);
        assertThat(code(() -> set("card", AnnotationType.FREE, "1", null))).isEqualTo(ErrorCode.PRECONDITION_REQUIRED);
        assertThat(code(() -> set("card", AnnotationType.FREE, "1", "\"1\""))).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        annotations.remove(admin, id, "card", "\"2\"");
        assertThat(code(() -> annotations.get(admin, id, "card"))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(POSTGRES.events())
                .filteredOn(event -> event.subject().equals(id))
                .extracting(Event::type)
                .containsOnly("registry.annotation.set")
                .hasSize(3);
        int kept = POSTGRES.database().read(admin.tenant(), sql -> sql.createQuery(
                        "SELECT count(*) FROM registry.asset_change WHERE asset_id = :id AND action = 'annotation'")
                .bind("id", id)
                .mapTo(Integer.class)
                .one());
        assertThat(kept).isEqualTo(3);
    }

    @Test
    void annotationsArePagedByKey() {
        for (String key : new String[] {"c", "a", "b"}) {
            set(key, AnnotationType.FREE, "{note: x}", null);
        }
        assertThat(annotations.list(admin, id, PageRequest.of(2, null)).items())
                .extracting(Annotation::key)
                .containsExactly("a", "b");
        assertThat(annotations.list(admin, id, new PageRequest(2, "b")).items())
                .extracting(Annotation::key)
                .containsExactly("c");
        assertThat(code(() -> annotations.list(POSTGRES.otherAdmin(), id, PageRequest.of(2, null))))
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MODEL_CARD | {} | /value/model_details",
                "MODEL_CARD | {model_details: {description: x}, intended_use: {direct: 5}} | /value/intended_use/direct",
                "METRICS | {metrics: []} | /value/metrics",
                "METRICS | {metrics: [{name: f1, value: high}]} | /value/metrics/0/value",
                "EXPERIMENT_RUN | {run_id: a, status: sleeping} | /value/status",
                "AB_VARIANT | {experiment: a, variant: b, traffic_percent: 101} | /value/traffic_percent",
                "AB_VARIANT | {experiment: a, variant: b, other: 1} | /value/other",
                "FREE | null | /value",
            })
    void aValueThatDoesNotFitItsTypeIsRefusedAtItsPlace(AnnotationType type, String value, String place) {
        Problem problem = catchThrowableOfType(Problem.class, () -> set("wrong", type, value, null));
        assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(problem.violations()).extracting(Violation::field).contains(place);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "METRICS | {metrics: [{name: f1, value: 0.9, dataset: squad@1.0.0, confidence: {low: 0.8, high: 1}}]}",
                "EXPERIMENT_RUN | {run_id: a, status: finished, parameters: {lr: 0.1, layers: 3, fast: true}, metrics: {loss: 0.5}}",
                "AB_VARIANT | {experiment: a, variant: b, role: control, traffic_percent: 50, winner: false}",
                "FREE | [1, x]",
            })
    void aValueThatFitsIsTaken(AnnotationType type, String value) {
        assertThat(set("right", type, value, null).revision()).isEqualTo(1);
    }

    @Test
    void aValueThatIsTooLargeAndAKeyThatIsNoneAreRefused() {
        assertThat(code(() -> set("big", AnnotationType.FREE, "x".repeat(65_536), null)))
                .isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
        assertThat(code(() -> set("A b", AnnotationType.FREE, "1", null))).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(code(() -> annotations.set(admin, Ulids.next(), "a", AnnotationType.FREE, yaml("1"), null)))
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    private Annotation set(String key, AnnotationType type, String value, @Nullable String ifMatch) {
        return annotations.set(admin, id, key, type, yaml(value), ifMatch);
    }

    private static JsonNode yaml(String text) {
        return YamlSource.read(text, 1).getFirst().root();
    }

    private static ErrorCode code(Runnable step) {
        return catchThrowableOfType(Problem.class, step::run).code();
    }
}
