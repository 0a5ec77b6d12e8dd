// SPDX-License-Identifier: Apache-2.0
package dev.llmops.contracts.memorygraph;

import dev.llmops.kernel.Problem;
import java.nio.charset.StandardCharsets;

/**
 * The natural key of a node. Written {@code type:namespace:name}, or {@code type:name} when the namespace is empty, such
 * as {@code dataset:postgresql://warehouse:5432:public.orders}: the name begins behind the last colon, so a colon within
 * it is written {@code %3A} and a percent sign {@code %25}.
 *
 * @param namespace at most 512 bytes; empty for runs and users
 * @param name 1 to 2,600 bytes
 */
public record NodeRef(NodeType type, String namespace, String name) {
    private static final int MAX_NAMESPACE_BYTES = 512;
    private static final int MAX_NAME_BYTES = 2_600;

    public NodeRef {
        if (bytes(namespace) > MAX_NAMESPACE_BYTES) {
            throw Problem.invalid("namespace", namespace, "at most " + MAX_NAMESPACE_BYTES + " bytes");
        }
        if (name.isEmpty() || bytes(name) > MAX_NAME_BYTES) {
            throw Problem.invalid("name", name, "1 to " + MAX_NAME_BYTES + " bytes");
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Reads the written form; refuses another with {@code validation_failed}. */
    public static NodeRef parse(String text) {
        int first = text.indexOf(':');
        if (first < 1 || first == text.length() - 1) {
            throw Problem.invalid("node_id", text, "type:namespace:name, such as dataset:warehouse:public.orders");
        }
        NodeType type = NodeType.parse(text.substring(0, first));
        int last = text.lastIndexOf(':');
        String namespace = last == first ? "" : text.substring(first + 1, last);
        return new NodeRef(type, namespace, unescaped(text.substring(last + 1)));
    }

    /** The node of a dataset's field. */
    public static NodeRef column(NodeRef dataset, String field) {
        String escaped = field.replace("%", "%25").replace("#", "%23");
        return new NodeRef(NodeType.COLUMN, dataset.namespace, dataset.name + "#" + escaped);
    }

    /** The node of one version of this one. */
    public NodeRef version(String version) {
        return new NodeRef(NodeType.VERSION, namespace, name + "@" + version);
    }

    @Override
    public String toString() {
        String end = name.replace("%", "%25").replace(":", "%3A");
        return namespace.isEmpty() ? type.wireName() + ":" + end : type.wireName() + ":" + namespace + ":" + end;
    }

    private static String unescaped(String name) {
        return name.replace("%3A", ":").replace("%3a", ":").replace("%25", "%");
    }
}
