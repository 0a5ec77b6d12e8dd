// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.kernel.DomainEvent;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DependencyQueriesTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    private final Caller admin = POSTGRES.admin();
    private final DependencyGraphs graphs = new DependencyGraphs(
            POSTGRES.database(),
            constraint -> constraint.startsWith("^")
                    ? version -> version.startsWith(constraint.substring(1))
                    : constraint::equals,
            POSTGRES.commits());
    private final DependencyQueries queries = new DependencyQueries(POSTGRES.database(), graphs, Clock.systemUTC());
    private final Impact impact = new Impact(queries, Clock.systemUTC());
    private final Conflicts conflicts = new Conflicts(queries, Clock.systemUTC());

    private record Happened(String subject) implements DomainEvent {
        @Override
        public String type() {
            return "registry.asset.updated";
        }
    }

    @Test
    void dependenciesAndDependentsAreFoundStepByStep() {
        String model = version("steps-model", "1.0.0", "published");
        String tool = version("steps-tool", "1.0.0", "draft", "steps-model 1.0.0");
        String agent = version("steps-agent", "1.0.0", "draft", "steps-tool ^1");
        assertThat(queries.dependencies(admin, agent, 1).nodes())
                .extracting(DependencyQueries.Node::id)
                .containsExactly(tool);
        DependencyQueries.Answer all = queries.dependencies(admin, agent, null);
        assertThat(all.nodes()).extracting(DependencyQueries.Node::depth).containsExactly(1, 2);
        assertThat(all.edgeCount()).isEqualTo(2);
        assertThat(queries.dependents(admin, model, null).nodes())
                .extracting(DependencyQueries.Node::id)
                .containsExactly(tool, agent);
        assertThat(queries.dependents(admin, agent, null).nodes()).isEmpty();
    }

    @Test
    void aChangeIsSeenAtOnce() {
        String model = version("fresh-model", "1.0.0", "published");
        assertThat(queries.dependents(admin, model, null).nodes()).isEmpty();
        String agent = version("fresh-agent", "1.0.0", "draft", "fresh-model ^1");
        assertThat(queries.dependents(admin, model, null).nodes())
                .extracting(DependencyQueries.Node::id)
                .containsExactly(agent);
        String newer = version("fresh-model", "1.1.0", "published");
        assertThat(queries.dependents(admin, model, null).nodes()).isEmpty();
        assertThat(queries.dependents(admin, newer, null).nodes()).hasSize(1);
        change("UPDATE registry.asset SET status = 'retired' WHERE id = :id", newer);
        assertThat(queries.dependents(admin, model, null).nodes()).hasSize(1);
        change("DELETE FROM registry.asset WHERE id = :id", model);
        assertThat(queries.dependencies(admin, agent, null).unresolved()).hasSize(1);
    }

    @Test
    void whatToDoIsSaidInOneAndInMany() {
        assertThat(Impact.actions(0, 0, 0, 0)).containsExactly("Nothing depends on it");
        assertThat(Impact.actions(7, 5, 2, 3))
                .containsExactly(
                        "Move the 3 published versions that depend on it directly first",
                        "Then move the other 2 versions that break",
                        "Test the 2 versions that would choose another");
        assertThat(Impact.actions(2, 1, 1, 0))
                .containsExactly("Move the version that breaks", "Test the version that would choose another");
    }

    @Test
    void impactTellsWhatBreaksFromWhatDoesNot() {
        String model = version("hit-model", "1.0.0", "published");
        version("hit-model", "1.0.1", "draft");
        String hard = version("hit-hard", "1.0.0", "published", "hit-model 1.0.0");
        String behind = version("hit-behind", "1.0.0", "published", "hit-hard 1.0.0");
        String flexible = version("hit-flexible", "1.0.0", "published", "hit-model ^1");
        String testing = version("hit-testing", "1.0.0", "published", "hit-model 1.0.0 test");
        Impact.Answer answer = impact.of(admin, model, 100);
        assertThat(answer.nodes()).allSatisfy(node -> {
            String id = node.node().id();
            Impact.Type expected = id.equals(testing)
                    ? Impact.Type.NON_BREAKING
                    : id.equals(flexible) ? Impact.Type.UNKNOWN : Impact.Type.BREAKING;
            assertThat(node.impactType()).isEqualTo(expected);
            assertThat(node.path()).startsWith(model).endsWith(id).hasSize(node.distance() + 1);
        });
        assertThat(answer.summary().totalImpacted()).isEqualTo(4);
        assertThat(answer.summary().breakingChanges()).isEqualTo(2);
        assertThat(answer.summary().criticalImpacts()).isEqualTo(1);
        assertThat(answer.summary().recommendedActions())
                .startsWith(
                        "Move the published version that depends on it directly first",
                        "Then move the other version that breaks");
        assertThat(answer.migrationOrder()).containsExactly(hard, behind);
        assertThat(impact.of(admin, model, 2).truncated()).isTrue();
    }

    @Test
    void conflictsAreNamed() {
        version("con-model", "1.0.0", "published");
        version("con-model", "1.1.0", "published");
        String left = version("con-left", "1.0.0", "draft", "con-model 1.0.0", "con-absent 1.0.0");
        String right = version("con-right", "1.0.0", "draft", "con-model ^1");
        String top = version("con-top", "1.0.0", "draft", "con-left 1.0.0", "con-right 1.0.0");
        List<Conflicts.Conflict> found = conflicts.of(admin, top).conflicts();
        assertThat(found).hasSize(2);
        assertThat(found).anySatisfy(conflict -> {
            assertThat(conflict.type()).isEqualTo(Conflicts.Type.VERSIONS);
            assertThat(conflict.name()).isEqualTo("con-model");
            assertThat(conflict.satisfying()).isEqualTo("1.0.0");
            assertThat(conflict.requiredBy()).extracting(Conflicts.Wanted::id).containsExactlyInAnyOrder(left, right);
        });
        assertThat(found).anySatisfy(conflict -> {
            assertThat(conflict.type()).isEqualTo(Conflicts.Type.MISSING);
            assertThat(conflict.name()).isEqualTo("con-absent");
        });
    }

    @Test
    void anotherOrganisationSeesNothing() {
        String model = version("own-model", "1.0.0", "published");
        Problem problem =
                catchThrowableOfType(Problem.class, () -> queries.dependencies(POSTGRES.otherAdmin(), model, null));
        assertThat(problem.code()).isEqualTo(ErrorCode.NOT_FOUND);
        problem = catchThrowableOfType(Problem.class, () -> queries.dependencies(admin, "no-ulid", null));
        assertThat(problem.code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    /** @param needs {@code name constraint [type]} */
    private String version(String name, String version, String status, String... needs) {
        String id = Ulids.next();
        POSTGRES.database().change(admin, (sql, events) -> {
            sql.createUpdate("""
                            INSERT INTO registry.asset (
                                tenant, id, kind, name, version, sort_key, stable, status, tags, labels, spec, digest,
                                revision, created_at, created_by, updated_at, updated_by)
                            VALUES (
                                :tenant, :id, 'model', :name, :version, :version, true, :status, '[]', '{}', '{}', 'd', 1,
                                now(), 'test', now(), 'test')""")
                    .bind("tenant", admin.tenant())
                    .bind("id", id)
                    .bind("name", name)
                    .bind("version", version)
                    .bind("status", status)
                    .execute();
            for (int place = 0; place < needs.length; place++) {
                String[] need = needs[place].split(" ", -1);
                sql.createUpdate("""
                                INSERT INTO registry.asset_dependency VALUES (
                                    :tenant, :id, :place, 'model', :target, :constraint, :type, true)""")
                        .bind("tenant", admin.tenant())
                        .bind("id", id)
                        .bind("place", place)
                        .bind("target", need[0])
                        .bind("constraint", need[1])
                        .bind("type", need.length > 2 ? need[2] : "runtime")
                        .execute();
            }
            events.append(new Happened(id));
            return id;
        });
        return id;
    }

    private void change(String statement, String id) {
        POSTGRES.database().change(admin, (sql, events) -> {
            int rows = sql.createUpdate(statement).bind("id", id).execute();
            events.append(new Happened(id));
            return rows;
        });
    }
}
