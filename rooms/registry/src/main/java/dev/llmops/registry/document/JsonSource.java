// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads one JSON document strictly: no duplicate members, nothing after the value. */
public final class JsonSource {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(SourceTree.MAX_DEPTH + 1)
                    .maxStringLength(SourceTree.MAX_BYTES)
                    .maxNumberLength(1_000)
                    .build())
            .build();

    private final SourceTree tree = new SourceTree();
    private final JsonParser parser;

    private JsonSource(JsonParser parser) {
        this.parser = parser;
    }

    public static SourceDocument read(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            JsonSource source = new JsonSource(parser);
            parser.nextToken();
            JsonNode root = source.value("", 0);
            if (parser.nextToken() != null) {
                throw SourceTree.refused(source.line(), "something follows the document");
            }
            return source.tree.document(root);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw SourceTree.refused(line, e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode value(String pointer, int depth) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw SourceTree.refused(1, "there is no document");
        }
        int line = line();
        tree.enter(pointer, line, depth);
        return switch (token) {
            case START_OBJECT -> object(pointer, depth);
            case START_ARRAY -> array(pointer, depth);
            case VALUE_STRING -> SourceTree.text(parser.getText(), line);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> SourceTree.number(parser.getText(), line);
            case VALUE_TRUE -> BooleanNode.TRUE;
            case VALUE_FALSE -> BooleanNode.FALSE;
            case VALUE_NULL -> NullNode.instance;
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw SourceTree.refused(line, "a value is missing");
        };
    }

    private JsonNode object(String pointer, int depth) throws IOException {
        ObjectNode object = SourceTree.NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String member = SourceTree.text(parser.currentName(), line()).textValue();
            parser.nextToken();
            object.set(member, value(SourceDocument.step(pointer, member), depth + 1));
        }
        return object;
    }

    private JsonNode array(String pointer, int depth) throws IOException {
        ArrayNode array = SourceTree.NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(pointer + "/" + array.size(), depth + 1));
        }
        return array;
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }
}
