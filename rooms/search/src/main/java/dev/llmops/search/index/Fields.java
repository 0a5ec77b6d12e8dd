// SPDX-License-Identifier: Apache-2.0
package dev.llmops.search.index;

import dev.llmops.kernel.TenantId;
import org.apache.lucene.index.Term;

/** The fields of a document. What is made of words begins with the organisation: no dictionary is shared. */
public final class Fields {
    /** Organisation and id: what a version is replaced by. */
    static final String KEY = "key";

    static final String TENANT = "tenant";
    /** Organisation, kind and name: all versions of one asset. */
    static final String GROUP = "group";
    /** For each set of states the version is the best of its asset in, that set as a number. */
    public static final String BEST = "best";

    static final String BEST_SETS = "best_sets";

    public static final String ID = "id";
    public static final String KIND = "kind";
    public static final String STATUS = "status";
    public static final String PROVIDER = "provider";
    public static final String OWNER = "owner";
    public static final String LICENCE = "licence";
    public static final String TAGS = "tags";
    public static final String LABEL = "label";
    public static final String LABEL_KEY = "label_key";
    public static final String CAPABILITY = "capability";
    public static final String CAPABILITY_KEY = "capability_key";
    public static final String NUMBER = "number";
    public static final String NAME = "name";
    public static final String VERSION = "version";
    public static final String VERSION_KEY = "version_key";
    public static final String DIGEST = "digest";
    public static final String CREATED_AT = "created_at";
    public static final String UPDATED_AT = "updated_at";
    /** Breaks every tie the same way: a hash of the id. */
    public static final String TIE = "tie";

    public static final String NAME_WORDS = "name_words";
    public static final String TAG_WORDS = "tag_words";
    public static final String DESCRIPTION_WORDS = "description_words";
    public static final String SPEC_WORDS = "spec_words";
    public static final String EDGE_WORDS = "edge_words";

    public static final String VECTOR = "vector";
    static final String VECTOR_STATE = "vector_state";
    static final String VECTOR_MISSING = "missing";

    static final String CARD = "card";
    static final String MEANING = "meaning";

    private static final char SEPARATOR = '\u001f';

    private Fields() {}

    static Term key(TenantId tenant, String id) {
        return new Term(KEY, tenant.value() + SEPARATOR + id);
    }

    static Term group(TenantId tenant, String kind, String name) {
        return new Term(GROUP, pair(pair(tenant.value(), kind), name));
    }

    static Term withVector(TenantId tenant) {
        return new Term(VECTOR_STATE, tenant.value());
    }

    /** What stands before every word of an organisation. */
    public static String wordPrefix(TenantId tenant) {
        return tenant.value() + SEPARATOR;
    }

    /** A key and its value as one term, all of one key beside each other. */
    public static String pair(String key, String value) {
        return key + SEPARATOR + value;
    }

    /** A named number as one term; the terms of a name are in the order of the numbers. */
    public static String number(String name, double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        long sortable = bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
        String hex = Long.toHexString(sortable);
        return pair(name, "0".repeat(16 - hex.length()) + hex);
    }
}
