// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.dependency;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A name within a kind: its known versions, and the head of the chain of edges that name it. */
final class NameNode {
    final String kind;
    final String name;
    final List<Member> members = new ArrayList<>(1);
    int edgeHead = Edges.NONE;
    /** Whether all of its versions are known, and not just those that depend on something. */
    boolean complete;

    NameNode(String kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    /** @param state draft, published, deprecated or retired */
    record Member(int node, String version, String sortKey, String state) {
        boolean isRetired() {
            return state.equals("retired");
        }

        boolean isOut() {
            return state.equals("published") || state.equals("deprecated");
        }

        /** A published version comes before a draft, then the higher version. */
        boolean isBetterThan(@Nullable Member other) {
            if (other == null || isOut() != other.isOut()) {
                return other == null || isOut();
            }
            int order = sortKey.compareTo(other.sortKey);
            return order > 0 || (order == 0 && version.compareTo(other.version) > 0);
        }
    }

    @Nullable
    Member member(int node) {
        for (Member member : members) {
            if (member.node() == node) {
                return member;
            }
        }
        return null;
    }

    /** Puts a version in its newest state; answers whether anything is different now. */
    boolean put(Member member) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).node() == member.node()) {
                return !members.set(i, member).equals(member);
            }
        }
        members.add(member);
        return true;
    }

    boolean remove(int node) {
        return members.removeIf(member -> member.node() == node);
    }
}
