// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.anthropic;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@code messages} request. */
final class MessagesRequestReader {
    /** What does not change the answer. */
    private static final Set<String> WITHOUT_EFFECT =
            Set.of("model", "stream", "metadata", "service_tier", "cache_control");

    private static final Set<String> TOOL_WITHOUT_EFFECT =
            Set.of("cache_control", "eager_input_streaming", "input_examples", "allowed_callers");

    private final Draft draft = new Draft();
    private final JsonIn in;
    private boolean thinks;
    private @Nullable String effort;
    private @Nullable Integer budget;

    private MessagesRequestReader(JsonIn in) {
        this.in = in;
    }

    static Conversation read(ByteBuffer body) throws IOException {
        Conversation[] read = new Conversation[1];
        JsonIn.read(body, in -> {
            MessagesRequestReader reader = new MessagesRequestReader(in);
            in.members(reader::member);
            if (reader.thinks || reader.effort != null) {
                reader.draft.thinking(new Thinking(reader.effort, reader.budget));
            }
            read[0] = reader.draft.done("messages");
        });
        return read[0];
    }

    private void member(String name) throws IOException {
        switch (name) {
            case "messages" -> in.elements(this::message);
            case "system" -> system();
            case "max_tokens" -> draft.maxTokens(in.small());
            case "tools" -> in.elements(this::tool);
            case "tool_choice" -> toolChoice();
            case "temperature" -> draft.temperature(in.number());
            case "top_p" -> draft.topP(in.number());
            case "top_k" -> draft.topK(in.small());
            case "stop_sequences" -> in.elements(() -> draft.stop(in.text()));
            case "thinking" -> thinking();
            case "output_config" -> in.members(this::outputConfig);
            case "output_format" -> draft.output(format());
            default -> {
                if (!WITHOUT_EFFECT.contains(name)) {
                    throw in.unsaid("nothing");
                }
                in.skip();
            }
        }
    }

    private void message() throws IOException {
        String at = in.path();
        String[] role = {""};
        List<Part> parts = new ArrayList<>();
        in.members(name -> {
            switch (name) {
                case "role" -> role[0] = in.text();
                case "content" -> new BlockReader(in, parts).content();
                default -> throw in.unsaid("nothing");
            }
        });
        switch (role[0]) {
            case "user" -> draft.said(false, parts.isEmpty() ? List.of(new Part.Text("")) : parts);
            case "assistant" -> {
                if (!parts.isEmpty()) {
                    draft.said(true, parts);
                }
            }
            default -> throw new UntranslatableException(at + ".role", at + ".role: expected user or assistant");
        }
    }

    private void system() throws IOException {
        List<Part> parts = new ArrayList<>();
        new BlockReader(in, parts).content();
        for (Part part : parts) {
            if (!(part instanceof Part.Text text)) {
                throw UntranslatableException.unsaid("system", "text");
            }
            draft.system(text.text());
        }
    }

    private void tool() throws IOException {
        String at = in.path();
        String[] texts = new String[3];
        Boolean[] strict = new Boolean[1];
        in.members(name -> {
            switch (name) {
                case "name" -> texts[0] = in.text();
                case "description" -> texts[1] = in.text();
                case "input_schema" -> texts[2] = in.rawObject();
                case "strict" -> strict[0] = in.flag();
                case "type" -> {
                    if (!in.text().equals("custom")) {
                        throw in.unsaid("custom");
                    }
                }
                default -> {
                    if (!TOOL_WITHOUT_EFFECT.contains(name)) {
                        throw in.unsaid("nothing");
                    }
                    in.skip();
                }
            }
        });
        if (texts[0] == null) {
            throw new UntranslatableException(at + ".name", at + ".name: expected a name");
        }
        draft.tool(new Tool(texts[0], texts[1], texts[2], strict[0]));
    }

    private void toolChoice() throws IOException {
        String at = in.path();
        String[] type = {"auto"};
        String[] named = new String[1];
        in.members(name -> {
            switch (name) {
                case "type" -> type[0] = in.text();
                case "name" -> named[0] = in.text();
                case "disable_parallel_tool_use" -> draft.parallel(!in.flag());
                default -> throw in.unsaid("nothing");
            }
        });
        switch (type[0]) {
            case "auto" -> draft.choose(Mode.AUTO, null);
            case "any" -> draft.choose(Mode.REQUIRED, null);
            case "none" -> draft.choose(Mode.NONE, null);
            case "tool" -> draft.choose(Mode.NAMED, named[0]);
            default -> throw new UntranslatableException(at + ".type", at + ".type: expected auto, any, tool or none");
        }
    }

    private void thinking() throws IOException {
        String[] type = {""};
        in.members(name -> {
            switch (name) {
                case "type" -> type[0] = in.text();
                case "budget_tokens" -> budget = in.small();
                case "display" -> in.skip();
                default -> throw in.unsaid("nothing");
            }
        });
        thinks = !type[0].equals("disabled");
    }

    private void outputConfig(String name) throws IOException {
        switch (name) {
            case "effort" -> effort = in.text();
            case "format" -> draft.output(format());
            default -> throw in.unsaid("nothing");
        }
    }

    private OutputForm format() throws IOException {
        String at = in.path();
        String[] schema = new String[1];
        in.members(name -> {
            switch (name) {
                case "type" -> {
                    if (!in.text().equals("json_schema")) {
                        throw in.refuse("json_schema");
                    }
                }
                case "schema" -> schema[0] = in.rawObject();
                default -> throw in.unsaid("nothing");
            }
        });
        if (schema[0] == null) {
            throw new UntranslatableException(at + ".schema", at + ".schema: expected a JSON schema");
        }
        return new OutputForm(at, null, null, schema[0], true);
    }
}
