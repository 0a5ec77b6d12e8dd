// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.responses;

import dev.llmops.forge.dialect.Conversation;
import dev.llmops.forge.dialect.Draft;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.OutputForm;
import dev.llmops.forge.dialect.Part;
import dev.llmops.forge.dialect.Thinking;
import dev.llmops.forge.dialect.Tool;
import dev.llmops.forge.dialect.ToolChoice.Mode;
import dev.llmops.forge.dialect.UntranslatableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@code responses} request. */
final class ResponsesRequestReader {
    /** What does not change the answer. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "model",
            "stream",
            "stream_options",
            "store",
            "metadata",
            "user",
            "service_tier",
            "include",
            "prompt_cache_key",
            "prompt_cache_retention",
            "safety_identifier");

    private final Draft draft = new Draft();
    private final JsonIn in;

    private ResponsesRequestReader(JsonIn in) {
        this.in = in;
    }

    /** What an object says while it is read. */
    private static final class Said {
        private String type = "";
        private @Nullable String name;
        private @Nullable String description;
        private @Nullable String schema;
        private @Nullable Boolean strict;
    }

    static Conversation read(ByteBuffer body) throws IOException {
        Conversation[] read = new Conversation[1];
        JsonIn.read(body, in -> {
            ResponsesRequestReader reader = new ResponsesRequestReader(in);
            in.members(reader::member);
            read[0] = reader.draft.done("input");
        });
        return read[0];
    }

    private void member(String name) throws IOException {
        switch (name) {
            case "input" -> input();
            case "instructions" -> draft.instructions(in.text());
            case "max_output_tokens" -> draft.maxTokens(in.small());
            case "temperature" -> draft.temperature(in.number());
            case "top_p" -> draft.topP(in.number());
            case "parallel_tool_calls" -> draft.parallel(in.flag());
            case "tools" -> in.elements(this::tool);
            case "tool_choice" -> toolChoice();
            case "text" -> in.members(this::text);
            case "reasoning" -> reasoning();
            default -> only(name);
        }
    }

    private void only(String name) throws IOException {
        if (WITHOUT_EFFECT.contains(name)) {
            in.skip();
            return;
        }
        String expected =
                switch (name) {
                    case "background" -> in.flag() ? "false" : "";
                    case "truncation" -> in.text().equals("disabled") ? "" : "disabled";
                    case "top_logprobs" -> in.whole() == 0 ? "" : "0";
                    default -> "nothing";
                };
        if (!expected.isEmpty()) {
            throw in.unsaid(expected);
        }
    }

    private void input() throws IOException {
        if (in.isText()) {
            draft.said(false, List.of(new Part.Text(in.text())));
        } else {
            in.elements(() -> new InputItem(in, draft).read());
        }
    }

    private void tool() throws IOException {
        String at = in.path();
        Said tool = new Said();
        in.members(name -> {
            switch (name) {
                case "type" -> {
                    if (!in.text().equals("function")) {
                        throw in.unsaid("function");
                    }
                }
                case "name" -> tool.name = in.text();
                case "description" -> tool.description = in.text();
                case "parameters" -> tool.schema = in.rawObject();
                case "strict" -> tool.strict = in.flag();
                default -> throw in.unsaid("nothing");
            }
        });
        if (tool.name == null) {
            throw new UntranslatableException(at + ".name", at + ".name: expected a name");
        }
        draft.tool(new Tool(tool.name, tool.description, tool.schema, tool.strict));
    }

    private void toolChoice() throws IOException {
        if (in.isText()) {
            draft.choose(mode(in.text()), null);
            return;
        }
        String at = in.path();
        Said choice = new Said();
        in.members(name -> {
            switch (name) {
                case "type" -> {
                    if (!in.text().equals("function")) {
                        throw in.unsaid("function");
                    }
                }
                case "name" -> choice.name = in.text();
                default -> throw in.unsaid("nothing");
            }
        });
        if (choice.name == null) {
            throw new UntranslatableException(at, at + ": expected none, auto, required or a function");
        }
        draft.choose(Mode.NAMED, choice.name);
    }

    private Mode mode(String text) throws IOException {
        return switch (text) {
            case "auto" -> Mode.AUTO;
            case "none" -> Mode.NONE;
            case "required" -> Mode.REQUIRED;
            default -> throw in.refuse("none, auto, required or a function");
        };
    }

    private void text(String member) throws IOException {
        switch (member) {
            case "format" -> format();
            case "verbosity" -> {
                if (!in.text().equals("medium")) {
                    throw in.unsaid("medium");
                }
            }
            default -> throw in.unsaid("nothing");
        }
    }

    private void format() throws IOException {
        String at = in.path();
        Said form = new Said();
        in.members(name -> {
            switch (name) {
                case "type" -> form.type = in.text();
                case "name" -> form.name = in.text();
                case "description" -> form.description = in.text();
                case "schema" -> form.schema = in.rawObject();
                case "strict" -> form.strict = in.flag();
                default -> throw in.unsaid("nothing");
            }
        });
        boolean schema = form.type.equals("json_schema");
        if (schema == (form.schema == null) || !(schema || form.type.matches("text|json_object"))) {
            throw new UntranslatableException(
                    at, at + ": expected the type text, json_object, or json_schema with a schema");
        }
        if (!form.type.equals("text")) {
            draft.output(new OutputForm(at, form.name, form.description, form.schema, form.strict));
        }
    }

    private void reasoning() throws IOException {
        String[] effort = {null};
        in.members(name -> {
            switch (name) {
                case "effort" -> effort[0] = in.text();
                case "summary", "generate_summary" -> in.skip();
                default -> throw in.unsaid("nothing");
            }
        });
        if (effort[0] != null) {
            draft.thinking(new Thinking(effort[0], null));
        }
    }
}
