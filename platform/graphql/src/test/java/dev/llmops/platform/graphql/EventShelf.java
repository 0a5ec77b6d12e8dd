// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.AssetEvents;
import dev.llmops.kernel.Problem;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** The feed, told by hand what happens. */
final class EventShelf implements AssetEvents {
    final List<Follower> followers = new CopyOnWriteArrayList<>();

    record Follower(Caller caller, BooleanSupplier stillMay, Wish wish, Outlet outlet) {}

    @Override
    public Following follow(Caller caller, BooleanSupplier stillMay, Wish wish, Outlet outlet) {
        if ("x".equals(wish.after())) {
            throw Problem.invalid("after", "x", "the id of an event of this feed");
        }
        Follower follower = new Follower(caller, stillMay, wish, outlet);
        followers.add(follower);
        return () -> {
            if (followers.remove(follower)) {
                outlet.close(End.LEFT);
            }
        };
    }

    CompletionStage<?> tell(int number, String subject) {
        return followers.getFirst().outlet().event("1." + number + ".1", """
            {"specversion":"1.0","id":"e%d","source":"/registry","type":"registry.asset.updated","subject":"%s",\
            "time":"2026-01-31T12:00:00Z","tenant":"t","actor":"ada","data":{"revision":%d}}\
            """.formatted(number, subject, number));
    }
}
