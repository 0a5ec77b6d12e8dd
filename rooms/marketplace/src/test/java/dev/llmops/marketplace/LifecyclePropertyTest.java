// SPDX-License-Identifier: Apache-2.0
package dev.llmops.marketplace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.marketplace.Plan;
import dev.llmops.contracts.marketplace.ServiceState;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whatever publishers, approvers, upstreams and registry do in whatever order: only declared steps are taken. */
class LifecyclePropertyTest {
    private static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("marketplace"));

    /** Written out once more, so that a mistake in the machine cannot hide in itself. */
    private static final Map<ServiceState, Set<ServiceState>> DECLARED = Map.of(
            ServiceState.DRAFT, Set.of(ServiceState.VALIDATING),
            ServiceState.VALIDATING, Set.of(ServiceState.DRAFT, ServiceState.PENDING_APPROVAL),
            ServiceState.PENDING_APPROVAL, Set.of(ServiceState.DRAFT, ServiceState.ACTIVE),
            ServiceState.ACTIVE, Set.of(ServiceState.DEPRECATED, ServiceState.RETIRED),
            ServiceState.DEPRECATED, Set.of(ServiceState.RETIRED),
            ServiceState.RETIRED, Set.of());

    private enum Command {
        CREATE,
        SUBMIT,
        WORK,
        BREAK_UPSTREAM,
        REPAIR_UPSTREAM,
        REFUSE_PUBLICATION,
        ALLOW_PUBLICATION,
        APPROVE,
        REJECT,
        EXPIRE,
        EDIT,
        DEPRECATE,
        RETIRE
    }

    private record Turn(Command command, int which) {}

    @AfterContainer
    static void close() {
        POSTGRES.close();
    }

    @Property(tries = 40)
    void onlyDeclaredStepsAreTaken(@ForAll @Size(min = 5, max = 40) List<Integer> dice) {
        Market market = new Market(POSTGRES);
        String slug = Market.slug();
        List<Listing> listings = new ArrayList<>();
        take(market, slug, listings, new Turn(Command.CREATE, 0));
        for (int die : dice) {
            int number = die & Integer.MAX_VALUE;
            Command command = Command.values()[number % Command.values().length];
            take(market, slug, listings, new Turn(command, number / Command.values().length));
        }

        long current = 0;
        for (Listing made : listings) {
            Listing listing = market.get(made);
            assertThat(walked(market, made)).isEqualTo(listing.state());
            if (listing.current()) {
                current++;
            }
            if (listing.state().callable()) {
                assertThat(listing.current()).isTrue();
            }
        }
        assertThat(current).isLessThanOrEqualTo(1);
    }

    /** Follows the log from state to state and checks every step. */
    private static ServiceState walked(Market market, Listing listing) {
        ServiceState state = ServiceState.VALIDATING;
        for (Market.Logged event : market.events(listing.id())) {
            if (event.field("to").isEmpty() || event.field("to").equals(event.field("from"))) {
                continue;
            }
            ServiceState next = ServiceState.valueOf(event.field("to").toUpperCase(Locale.ROOT));
            assertThat(event.field("from")).isEqualTo(state.wireName());
            assertThat(DECLARED.get(state)).contains(next);
            state = next;
        }
        return state;
    }

    private static void take(Market market, String slug, List<Listing> listings, Turn turn) {
        try {
            if (turn.command() == Command.CREATE) {
                listings.add(market.publishing.create(
                        market.publisher, slug, null, Market.texts("A name", "A text"), Market.target()));
            } else {
                act(market, slug, listings.get(turn.which() % listings.size()), turn.command());
            }
        } catch (Problem refusal) {
            assertThat(refusal.code())
                    .as(refusal.detail())
                    .isIn(
                            ErrorCode.INVALID_TRANSITION,
                            ErrorCode.VERSION_IMMUTABLE,
                            ErrorCode.VALIDATION_FAILED,
                            ErrorCode.DUPLICATE);
        }
    }

    private static void act(Market market, String slug, Listing listing, Command command) {
        switch (command) {
            case CREATE -> throw new IllegalArgumentException("no listing to create one from");
            case SUBMIT -> market.publishing.submit(market.publisher, listing.id());
            case WORK -> market.work();
            case BREAK_UPSTREAM -> market.upstreams.with("simulator", () -> UpstreamsFake.FAILS);
            case REPAIR_UPSTREAM -> market.upstreams.with("simulator", () -> UpstreamsFake.PASSES);
            case REFUSE_PUBLICATION ->
                market.registry.refusals.put(slug, new Problem(ErrorCode.INVALID_TRANSITION, "not now"));
            case ALLOW_PUBLICATION -> market.registry.refusals.clear();
            case APPROVE -> decide(market, listing, "approved");
            case REJECT -> decide(market, listing, "rejected");
            case EXPIRE -> decide(market, listing, "expired");
            case EDIT -> {
                ListingPatch patch = new ListingPatch("B", null, null, null, null, null, null, Plan.METERED);
                Listing now = market.get(listing);
                market.publishing.edit(market.publisher, listing.id(), patch, "\"" + now.revision() + "\"");
            }
            case DEPRECATE -> market.publishing.deprecate(market.publisher, listing.id(), "old", null);
            case RETIRE -> market.publishing.retire(market.publisher, listing.id(), "gone");
        }
    }

    private static void decide(Market market, Listing listing, String state) {
        if (market.approvals.open.containsKey(listing.id())) {
            market.decide(listing, state, "because");
        }
    }
}
