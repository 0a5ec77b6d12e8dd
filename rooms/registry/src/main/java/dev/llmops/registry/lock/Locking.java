// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.lock;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Ulids;
import dev.llmops.kernel.Violation;
import dev.llmops.platform.sql.Database;
import dev.llmops.registry.document.SourceTree;
import dev.llmops.registry.version.Selector;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Makes lockfiles and checks them against what the registry holds now. */
@Singleton
public final class Locking {
    static final int MAX_REQUIREMENTS = 200;

    private final Database database;
    private final Registry registry;

    public Locking(Database database, Registry registry) {
        this.database = database;
        this.registry = registry;
    }

    /** The closure of requirements. What they name by alias or {@code latest} is the version it stands for now. */
    public Lockfile lock(Caller caller, List<Lockfile.Requirement> requirements) {
        if (requirements.isEmpty() || requirements.size() > MAX_REQUIREMENTS) {
            throw Problem.invalid(
                    "requirements",
                    requirements.size() + " items",
                    "1 to " + MAX_REQUIREMENTS + " of kind, name and version");
        }
        List<Lockfile.Requirement> fixed = requirements.stream()
                .map(requirement -> fixed(caller, requirement))
                .toList();
        return database.read(caller.tenant(), sql -> resolved(sql, fixed, null));
    }

    /** The closure of one version, which may still be a draft. */
    public Lockfile lock(Caller caller, String assetId) {
        return database.read(caller.tenant(), sql -> {
            Optional<Candidate> root = Ulids.isUlid(assetId)
                    ? new CandidateDao(sql).find(assetId.toUpperCase(Locale.ROOT))
                    : Optional.empty();
            Candidate found = root.orElseThrow(() -> Problem.notFound(
                    "asset_id", assetId, "the id of a version that is registered in your organisation"));
            Lockfile.Requirement requirement = new Lockfile.Requirement(
                    found.target().kind().wireName(),
                    found.target().name(),
                    found.version().toString());
            return resolved(sql, List.of(requirement), found);
        });
    }

    /** What no longer holds of a lockfile; empty when all does. */
    public List<Violation> verify(Caller caller, Lockfile lockfile) {
        if (lockfile.assets().size() > Resolver.MAX_ASSETS
                || lockfile.requirements().size() > MAX_REQUIREMENTS) {
            throw Problem.invalid("assets", lockfile.assets().size() + " items", "at most " + Resolver.MAX_ASSETS);
        }
        return database.read(caller.tenant(), sql -> new LockVerification(lockfile, new CandidateDao(sql)).findings());
    }

    private static Lockfile resolved(Handle sql, List<Lockfile.Requirement> requirements, @Nullable Candidate root) {
        CandidateDao dao = new CandidateDao(sql);
        Resolver resolver =
                new Resolver(target -> root != null && target.equals(root.target()) ? List.of(root) : dao.of(target));
        List<Demand> demands = requirements.stream().map(Locking::demand).toList();
        return Lockfile.of(requirements, resolver.resolve(demands));
    }

    private static Demand demand(Lockfile.Requirement requirement) {
        Target target = new Target(AssetKind.parse(requirement.kind()), requirement.name());
        return new Demand(target, requirement.version(), List.of());
    }

    private Lockfile.Requirement fixed(Caller caller, Lockfile.Requirement requirement) {
        AssetKind kind = AssetKind.parse(requirement.kind());
        if (requirement.name().length() > 255 || !SourceTree.isStorable(requirement.name())) {
            throw Problem.invalid("name", null, "the name of an asset");
        }
        return switch (Selector.parse("version", requirement.version())) {
            case Selector.Exact exact -> requirement;
            case Selector.Range range -> requirement;
            case Selector.Latest latest -> named(caller, kind, requirement);
            case Selector.Alias alias -> named(caller, kind, requirement);
        };
    }

    private Lockfile.Requirement named(Caller caller, AssetKind kind, Lockfile.Requirement requirement) {
        Asset asset = registry.resolve(caller, kind, requirement.name(), requirement.version())
                .orElseThrow(() -> Problem.notFound(
                        "version", requirement.version(), "an alias or published version of " + requirement.name()));
        return new Lockfile.Requirement(requirement.kind(), requirement.name(), asset.version());
    }

    /** One check of a lockfile. */
    private record LockVerification(Lockfile lockfile, CandidateDao dao) {
        List<Violation> findings() {
            List<Violation> findings = new ArrayList<>();
            if (!Lockfile.digest(lockfile.requirements(), lockfile.assets()).equals(lockfile.digest())) {
                findings.add(new Violation("/digest", lockfile.digest(), "the digest of what the file says"));
            }
            Map<Target, Candidate> locked = new TreeMap<>();
            for (int i = 0; i < lockfile.assets().size(); i++) {
                checkAsset("/assets/" + i, lockfile.assets().get(i), locked, findings);
            }
            for (int i = 0; i < lockfile.requirements().size(); i++) {
                checkDemand("/requirements/" + i, demand(lockfile.requirements().get(i)), locked, findings);
            }
            locked.values().forEach(asset -> asset.dependencies().stream()
                    .filter(dependency -> dependency.required())
                    .forEach(dependency -> checkDemand(
                            "/assets",
                            new Demand(
                                    new Target(dependency.kind(), dependency.name()),
                                    dependency.constraint(),
                                    List.of(asset.toString())),
                            locked,
                            findings)));
            return List.copyOf(findings);
        }

        private void checkAsset(
                String place, Lockfile.Locked asset, Map<Target, Candidate> locked, List<Violation> findings) {
            Target target = new Target(AssetKind.parse(asset.kind()), asset.name());
            Optional<Candidate> found = SourceTree.isStorable(asset.name() + asset.version())
                    ? dao.find(target, asset.version())
                    : Optional.empty();
            if (found.isEmpty()) {
                findings.add(new Violation(place, target + "@" + asset.version(), "a version that is registered"));
                return;
            }
            locked.put(target, found.get());
            if (!found.get().digest().equals(asset.digest())) {
                findings.add(new Violation(
                        place + "/digest", asset.digest(), found.get().digest() + ", as registered"));
            }
            if (found.get().status().equals("retired")) {
                findings.add(new Violation(place, found.get() + " (retired)", "a version that is not retired"));
            }
        }

        private static void checkDemand(
                String place, Demand demand, Map<Target, Candidate> locked, List<Violation> findings) {
            Candidate chosen = locked.get(demand.target());
            if (chosen == null || !demand.admits(chosen.version())) {
                findings.add(new Violation(
                        place,
                        chosen == null ? null : chosen.toString(),
                        demand.target() + " " + demand.constraint() + ", by " + demand.origin()));
            }
        }
    }
}
