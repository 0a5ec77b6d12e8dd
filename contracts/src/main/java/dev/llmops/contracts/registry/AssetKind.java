// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.registry;

import dev.llmops.kernel.Problem;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What an asset is, by its name on the wire. The form is all that is checked here: whether a kind exists is the
 * registry's answer, since an administrator may register further ones for the organisation.
 *
 * @param wireName 1 to 63 characters of {@code a-z}, {@code 0-9} and {@code -}, a letter first
 */
public record AssetKind(String wireName) implements Comparable<AssetKind> {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    public static final AssetKind MODEL = new AssetKind("model");
    public static final AssetKind PROMPT = new AssetKind("prompt");
    public static final AssetKind PIPELINE = new AssetKind("pipeline");
    public static final AssetKind DATASET = new AssetKind("dataset");
    public static final AssetKind TESTSUITE = new AssetKind("testsuite");
    public static final AssetKind POLICY = new AssetKind("policy");
    public static final AssetKind AGENT = new AssetKind("agent");
    public static final AssetKind TOOL = new AssetKind("tool");
    public static final AssetKind SERVICE = new AssetKind("service");

    /** The kinds every organisation has. */
    public static final List<AssetKind> BUILT_IN =
            List.of(MODEL, PROMPT, PIPELINE, DATASET, TESTSUITE, POLICY, AGENT, TOOL, SERVICE);

    public AssetKind {
        if (!isName(wireName)) {
            throw Problem.invalid(
                    "kind", wireName, "1 to 63 characters of a-z, 0-9 and '-' that start with a letter, such as model");
        }
    }

    /** Whether a kind may be called so. */
    public static boolean isName(String text) {
        return FORM.matcher(text).matches();
    }

    public static AssetKind parse(String text) {
        return new AssetKind(text);
    }

    public boolean isBuiltIn() {
        return BUILT_IN.contains(this);
    }

    @Override
    public int compareTo(AssetKind other) {
        return wireName.compareTo(other.wireName);
    }

    @Override
    public String toString() {
        return wireName;
    }
}
