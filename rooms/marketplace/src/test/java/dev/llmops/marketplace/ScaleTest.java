// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.kernel.PageRequest;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * 100,000 services of 20 organisations, and 100,000 subscriptions: nothing on the way of a request scans a table. The
 * statistics of the running transaction count what its plans really did.
 */
class ScaleTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("marketplace"));

    private static final Caller READER = POSTGRES.user(Role.READER);

    @BeforeAll
    static void fill() {
        try (Handle sql = POSTGRES.owner().open()) {
            sql.createUpdate("""
                            INSERT INTO marketplace.service (tenant, id, slug, version, state, current, name,
                                description, readme, category, tags, model, registry_ref, from_asset, upstream,
                                upstream_id, upstream_model, plan, price_provider, price_model, publisher_id,
                                publisher_name, submitted_by, submitted_by_name, submitted_with, attempt, revision,
                                created_at, updated_at, published_at)
                            SELECT CASE WHEN n % 20 = 0 THEN :tenant ELSE '01J' || lpad((n % 20)::text, 23, '0') END,
                                '01K' || lpad(n::text, 23, '0'), 'service-' || n, '1.0.0',
                                CASE WHEN n % 7 = 0 THEN 'draft' ELSE 'active' END, n % 7 <> 0, 'Service ' || n,
                                'Talks about subject' || n % 1000 || ' and summarises documents', '',
                                CASE WHEN n % 3 = 0 THEN 'chat' ELSE 'agent' END, ARRAY['tag' || n % 50], 'm@1.0.0',
                                'service-' || n || '@1.0.0', false, 'up', 'up-id', 'sim',
                                '{"name":"metered","requests_per_minute":600,"burst":100}', 'p', 'm', 'owner-' || n % 9,
                                'Owner', 'owner', 'Owner', '{}', 1, 1, now(), now(),
                                now() - make_interval(secs => n)
                            FROM generate_series(1, 100000) n""").bind("tenant", POSTGRES.tenant().value()).execute();
            sql.createUpdate("""
                            INSERT INTO marketplace.subscription (tenant, id, slug, subscriber_id, subscriber_name,
                                state, created_at, updated_at)
                            SELECT tenant, id, slug, CASE WHEN right(id, 1) = '0' THEN :reader ELSE 'other' END, 'S',
                                'active', now(), now()
                            FROM marketplace.service""").bind("reader", READER.principalId()).execute();
            sql.execute("ANALYZE marketplace.service");
            sql.execute("ANALYZE marketplace.subscription");
        }
    }

    private static void scansNothing(Consumer<Handle> request) {
        POSTGRES.database().<Boolean>read(POSTGRES.tenant(), sql -> {
            request.accept(sql);
            List<String> scanned = sql.createQuery("""
                            SELECT relname || ': ' || seq_scan FROM pg_stat_xact_user_tables
                            WHERE schemaname = 'marketplace' AND seq_scan > 0 LIMIT 10""").mapTo(String.class).list();
            long byIndex = sql.createQuery("""
                            SELECT coalesce(sum(idx_scan), 0) FROM pg_stat_xact_user_tables
                            WHERE schemaname = 'marketplace'""").mapTo(Long.class).one();
            assertThat(scanned).isEmpty();
            assertThat(byIndex).isPositive();
            return true;
        });
    }

    private static void search(SearchQuery query, int expected) {
        scansNothing(sql -> {
            SearchDao dao = new SearchDao(sql);
            assertThat(dao.page(query, PageRequest.of(50, null))).hasSize(expected);
            assertThat(dao.categories(query)).isNotEmpty();
            assertThat(dao.tags(query)).isNotEmpty();
        });
    }

    @Test
    void searchScansNoTable() {
        search(SearchQuery.of("subject40", null, List.of(), null), 51);
        search(SearchQuery.of("99040 subject40", null, List.of(), null), 1);
        search(SearchQuery.of("summarising", "chat", List.of(), null), 51);
        search(SearchQuery.of(null, null, List.of("tag20"), null), 51);
        search(SearchQuery.of(null, null, List.of(), "name"), 51);
        search(SearchQuery.of(null, "agent", List.of(), "newest"), 51);
    }

    @Test
    void laterPagesScanNoTable() {
        SearchQuery query = SearchQuery.of(null, null, List.of(), "newest");
        String cursor = "NEWEST 01K00000000000000000050000 " + Instant.now().minusSeconds(50_000);
        scansNothing(sql -> assertThat(new SearchDao(sql).page(query, new PageRequest(50, cursor)))
                .hasSize(51));
    }

    @Test
    void lookUpsAndListsScanNoTable() {
        scansNothing(
                sql -> assertThat(new ListingDao(sql).current("service-40")).isPresent());
        scansNothing(sql -> assertThat(new ListingDao(sql).find("01K" + "0".repeat(21) + "40"))
                .isPresent());
        PageRequest page = PageRequest.of(50, null);
        scansNothing(sql -> assertThat(new ListingDao(sql).list(null, "nobody", false, false, page))
                .hasSize(51));
        scansNothing(sql -> assertThat(new ListingDao(sql).list(ServiceState.DRAFT, "admin", true, false, page))
                .hasSize(51));
        scansNothing(sql -> assertThat(new ListingDao(sql).list(null, "owner-4", false, true, page))
                .hasSize(51));
    }

    @Test
    void subscriptionsScanNoTable() {
        PageRequest page = PageRequest.of(50, null);
        scansNothing(sql -> assertThat(new SubscriptionDao(sql).list(READER.principalId(), null, null, page))
                .hasSize(51));
        scansNothing(sql -> assertThat(new SubscriptionDao(sql).list(null, null, null, page))
                .hasSize(51));
        scansNothing(sql -> assertThat(new SubscriptionDao(sql).open("service-40", READER.principalId()))
                .isPresent());
    }

    @Test
    void theGatewayReadsEveryOfferAtOnce() {
        Market market = new Market(POSTGRES);
        assertThat(market.offers.all()).hasSize(100_000 - 100_000 / 7);
    }
}
