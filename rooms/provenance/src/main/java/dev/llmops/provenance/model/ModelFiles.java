// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.model;

import dev.llmops.provenance.crypto.Checksum;
import dev.llmops.provenance.verdict.Findings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What there is of a model, to be held against what was signed: name → algorithm → digest. */
public final class ModelFiles {
    private static final String NAME = "files";
    private static final int NAMED = 20;

    private final Map<String, Map<Checksum, String>> digests = new HashMap<>();
    private final Set<String> paths = new HashSet<>();

    /** A digest of a whole file, or of a piece of one. */
    void put(String path, String resource, Checksum checksum, String hex) {
        paths.add(path);
        digests.computeIfAbsent(resource, key -> new HashMap<>()).put(checksum, hex);
    }

    int size() {
        return paths.size();
    }

    /** Holds the files against a manifest; every difference is named, up to a bound. */
    void compare(ModelManifest manifest, Findings findings) {
        List<String> differences = new ArrayList<>();
        Set<String> signed = new HashSet<>();
        for (ModelManifest.Resource resource : manifest.resources()) {
            signed.add(pathOf(manifest, resource.name()));
            Map<Checksum, String> found = digests.get(resource.name());
            if (found == null) {
                differences.add("'" + resource.name() + "' is missing");
                continue;
            }
            differences.addAll(difference(resource, found.get(manifest.checksum()), manifest.checksum()));
        }
        paths.stream()
                .filter(path -> !signed.contains(path) && !manifest.ignores(path))
                .sorted()
                .forEach(path -> differences.add("'" + path + "' is additional: it was not signed"));
        if (differences.isEmpty()) {
            findings.passed(NAME, "All " + signed.size() + " files are as they were signed.");
            return;
        }
        differences.stream().limit(NAMED).forEach(difference -> findings.invalid(NAME, difference + "."));
        if (differences.size() > NAMED) {
            findings.invalid(NAME, (differences.size() - NAMED) + " further files differ.");
        }
    }

    private static List<String> difference(ModelManifest.Resource resource, @Nullable String found, Checksum checksum) {
        if (found == null) {
            return List.of("'" + resource.name() + "' was given without a digest of " + checksum.wireName());
        }
        return found.equals(resource.digest())
                ? List.of()
                : List.of("'" + resource.name() + "' was changed: its " + checksum.wireName() + " is " + found
                        + ", signed was " + resource.digest());
    }

    /** A piece is {@code path:start:end}. */
    private static String pathOf(ModelManifest manifest, String resource) {
        return manifest.shardBytes() == 0 ? resource : resource.replaceFirst(":[0-9]+:[0-9]+$", "");
    }
}
