// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML into JSON by the core schema of YAML 1.2 ({@code no} and {@code on} are texts). Only the tree of nodes is
 * taken from the parser, never an object: tags are refused. Aliases are followed within {@link SourceTree}'s bounds.
 */
public final class YamlSource {
    private static final Tag UNTAGGED = new Tag("llmops:untagged");
    private static final Pattern NULL = Pattern.compile("|~|null|Null|NULL");
    private static final Pattern TRUE = Pattern.compile("true|True|TRUE");
    private static final Pattern FALSE = Pattern.compile("false|False|FALSE");
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");

    private final SourceTree tree = new SourceTree();

    private YamlSource() {}

    /** The documents of a stream, empty ones left out. */
    public static List<SourceDocument> read(String text, int maxDocuments) {
        List<SourceDocument> documents = new ArrayList<>();
        try {
            for (Node node : parser().composeAll(new StringReader(text))) {
                if (isEmpty(node)) {
                    continue;
                }
                if (documents.size() == maxDocuments) {
                    throw SourceTree.refused(line(node), "there are more than " + maxDocuments + " documents");
                }
                YamlSource source = new YamlSource();
                documents.add(source.tree.document(source.value(node, "", 0)));
            }
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw SourceTree.refused(line, String.valueOf(e.getProblem()));
        } catch (YAMLException e) {
            throw SourceTree.refused(1, String.valueOf(e.getMessage()));
        }
        return documents;
    }

    private static Yaml parser() {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(SourceTree.MAX_DEPTH + 1);
        options.setCodePointLimit(SourceTree.MAX_BYTES);
        options.setMaxAliasesForCollections(50);
        options.setAllowRecursiveKeys(false);
        DumperOptions unused = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, new UntaggedResolver());
    }

    private static boolean isEmpty(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && scalar.getValue().isEmpty();
    }

    private JsonNode value(Node node, String pointer, int depth) {
        int line = line(node);
        tree.enter(pointer, line, depth);
        if (!node.getTag().equals(UNTAGGED)) {
            throw SourceTree.refused(line, "the tag " + node.getTag().getValue() + " is not taken; leave tags out");
        }
        return switch (node) {
            case MappingNode mapping -> object(mapping, pointer, depth);
            case SequenceNode sequence -> array(sequence, pointer, depth);
            case ScalarNode scalar -> scalar(scalar, line);
            default -> throw SourceTree.refused(line, "this kind of value is not taken");
        };
    }

    private JsonNode object(MappingNode mapping, String pointer, int depth) {
        ObjectNode object = SourceTree.NODES.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            int line = line(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key) || !key.getTag().equals(UNTAGGED)) {
                throw SourceTree.refused(line, "a key is not a plain text");
            }
            String member = SourceTree.text(key.getValue(), line).textValue();
            if (object.has(member)) {
                throw SourceTree.refused(line, "the key '" + member + "' appears twice");
            }
            object.set(member, value(tuple.getValueNode(), SourceDocument.step(pointer, member), depth + 1));
        }
        return object;
    }

    private JsonNode array(SequenceNode sequence, String pointer, int depth) {
        ArrayNode array = SourceTree.NODES.arrayNode();
        for (Node item : sequence.getValue()) {
            array.add(value(item, pointer + "/" + array.size(), depth + 1));
        }
        return array;
    }

    private static JsonNode scalar(ScalarNode scalar, int line) {
        String text = scalar.getValue();
        if (!scalar.isPlain()) {
            return SourceTree.text(text, line);
        }
        if (NULL.matcher(text).matches()) {
            return NullNode.instance;
        }
        if (TRUE.matcher(text).matches()) {
            return BooleanNode.TRUE;
        }
        if (FALSE.matcher(text).matches()) {
            return BooleanNode.FALSE;
        }
        return NUMBER.matcher(text).matches() ? SourceTree.number(text, line) : SourceTree.text(text, line);
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /** Marks what carries no tag of its own, so that every explicit one can be told apart and refused. */
    private static final class UntaggedResolver extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            // YAML 1.1's guesses are not wanted
        }

        @Override
        public Tag resolve(NodeId kind, String value, boolean implicit) {
            return UNTAGGED;
        }
    }
}
