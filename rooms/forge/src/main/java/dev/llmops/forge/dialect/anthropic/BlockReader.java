// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.anthropic;

import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.Part;
import dev.llmops.forge.dialect.UntranslatableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the content of a message or of a tool's result: a string or a list of blocks. */
final class BlockReader {
    private final JsonIn in;
    private final List<Part> parts;

    BlockReader(JsonIn in, List<Part> parts) {
        this.in = in;
        this.parts = parts;
    }

    void content() throws IOException {
        if (in.isText()) {
            addText(in.text());
        } else if (in.isList()) {
            in.elements(() -> new Block().read());
        } else {
            throw in.refuse("a string or a list of blocks");
        }
    }

    private void addText(@Nullable String text) {
        if (text != null && !text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
    }

    /** One block; its members may come in any order. */
    private final class Block {
        private final String at = in.path();
        private final List<Part> inner = new ArrayList<>(1);
        private String type = "";
        private @Nullable String text;
        private @Nullable String id;
        private @Nullable String name;
        private @Nullable String input;
        private @Nullable String signature;
        private @Nullable String data;
        private @Nullable Source source;
        private boolean failed;

        void read() throws IOException {
            in.members(this::member);
            switch (type) {
                case "text" -> addText(text);
                case "image", "document" -> media();
                case "tool_use" -> parts.add(new Part.ToolCall(need("id", id), need("name", name), arguments(), null));
                case "tool_result" -> parts.add(new Part.ToolResult(need("tool_use_id", id), inner, failed));
                case "thinking" -> parts.add(new Part.Reasoning(text == null ? "" : text, signature));
                case "redacted_thinking" -> parts.add(new Part.HiddenReasoning(need("data", data)));
                default ->
                    throw UntranslatableException.unsaid(
                            at + ".type", "text, image, document, tool_use, tool_result or thinking");
            }
        }

        private void member(String member) throws IOException {
            switch (member) {
                case "type" -> type = in.text();
                case "text", "thinking" -> text = in.text();
                case "id", "tool_use_id" -> id = in.text();
                case "name", "title" -> name = in.text();
                case "input" -> input = in.rawObject();
                case "signature" -> signature = in.text();
                case "data" -> data = in.text();
                case "is_error" -> failed = in.flag();
                case "source" -> source = source();
                case "content" -> new BlockReader(in, inner).content();
                case "citations" -> citations();
                case "cache_control", "caller" -> in.skip();
                // What a block of a type that is refused holds does not matter.
                default -> in.skip();
            }
        }

        /** Those that an answer carried are passed over; asking for them is not. */
        private void citations() throws IOException {
            if (in.isObject()) {
                in.members(name -> {
                    if (name.equals("enabled") && in.flag()) {
                        throw in.unsaid("false");
                    }
                    in.skip();
                });
            } else {
                in.skip();
            }
        }

        private Source source() throws IOException {
            Source read = new Source();
            in.members(member -> {
                switch (member) {
                    case "type" -> read.type = in.text();
                    case "media_type" -> read.mediaType = in.text();
                    case "data" -> read.data = in.text();
                    case "url" -> read.url = in.text();
                    default -> throw in.unsaid("base64, url or text");
                }
            });
            return read;
        }

        private void media() throws UntranslatableException {
            Source from = source;
            if (from == null) {
                throw new UntranslatableException(at + ".source", at + ".source: expected a source");
            }
            boolean image = type.equals("image");
            String kind = from.mediaType != null ? from.mediaType : image ? "image/*" : "application/pdf";
            switch (from.type) {
                case "base64" -> parts.add(new Part.Media(at, kind, need("source.data", from.data), null, name));
                case "url" -> parts.add(new Part.Media(at, kind, null, need("source.url", from.url), name));
                case "text" -> addText(from.data);
                default -> throw UntranslatableException.unsaid(at + ".source.type", "base64, url or text");
            }
        }

        private String arguments() {
            return input == null ? "{}" : input;
        }

        private String need(String member, @Nullable String value) throws UntranslatableException {
            if (value == null) {
                throw new UntranslatableException(at + "." + member, at + "." + member + ": expected a string");
            }
            return value;
        }
    }

    private static final class Source {
        private String type = "";
        private @Nullable String mediaType;
        private @Nullable String data;
        private @Nullable String url;
    }
}
