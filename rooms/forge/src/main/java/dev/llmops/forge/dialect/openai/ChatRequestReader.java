// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.openai;

import dev.llmops.forge.dialect.Conversation;
import dev.llmops.forge.dialect.Draft;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.OutputForm;
import dev.llmops.forge.dialect.Thinking;
import dev.llmops.forge.dialect.Tool;
import dev.llmops.forge.dialect.ToolChoice.Mode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@code chat/completions} request. */
final class ChatRequestReader {
    /** What does not change the answer. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "model",
            "stream",
            "stream_options",
            "user",
            "metadata",
            "store",
            "service_tier",
            "prompt_cache_key",
            "prompt_cache_retention",
            "safety_identifier",
            "prediction");

    private final Draft draft = new Draft();
    private final JsonIn in;

    private ChatRequestReader(JsonIn in) {
        this.in = in;
    }

    static Conversation read(ByteBuffer body) throws IOException {
        Conversation[] read = new Conversation[1];
        JsonIn.read(body, in -> {
            ChatRequestReader reader = new ChatRequestReader(in);
            in.members(reader::member);
            read[0] = reader.draft.done("messages");
        });
        return read[0];
    }

    private void member(String name) throws IOException {
        switch (name) {
            case "messages" -> in.elements(() -> new ChatMessageReader(in, draft).read());
            case "tools" -> in.elements(this::tool);
            case "tool_choice" -> toolChoice();
            case "parallel_tool_calls" -> draft.parallel(in.flag());
            case "response_format" -> draft.output(responseFormat());
            case "max_tokens", "max_completion_tokens" -> draft.maxTokens(in.small());
            case "temperature" -> draft.temperature(in.number());
            case "top_p" -> draft.topP(in.number());
            case "top_k" -> draft.topK(in.small());
            case "stop" -> stop();
            case "seed" -> draft.seed((long) in.number());
            case "frequency_penalty" -> draft.frequencyPenalty(in.number());
            case "presence_penalty" -> draft.presencePenalty(in.number());
            case "reasoning_effort" -> draft.thinking(new Thinking(in.text(), null));
            default -> only(name);
        }
    }

    /** Members that have one value everybody understands. */
    private void only(String name) throws IOException {
        if (WITHOUT_EFFECT.contains(name)) {
            in.skip();
            return;
        }
        String expected =
                switch (name) {
                    case "n" -> in.whole() == 1 ? "" : "1";
                    case "logprobs" -> in.flag() ? "false" : "";
                    case "top_logprobs" -> in.whole() == 0 ? "" : "0";
                    case "logit_bias" -> in.empty() ? "" : "an empty object";
                    case "modalities" -> onlyText() ? "" : "[\"text\"]";
                    default -> "nothing";
                };
        if (!expected.isEmpty()) {
            throw in.unsaid(expected);
        }
    }

    private boolean onlyText() throws IOException {
        boolean[] only = {true};
        in.elements(() -> only[0] &= in.text().equals("text"));
        return only[0];
    }

    private void stop() throws IOException {
        if (in.isText()) {
            draft.stop(in.text());
        } else {
            in.elements(() -> draft.stop(in.text()));
        }
    }

    private void tool() throws IOException {
        String[] type = {"function"};
        Tool[] tool = new Tool[1];
        in.members(name -> {
            switch (name) {
                case "type" -> {
                    type[0] = in.text();
                    if (!type[0].equals("function")) {
                        throw in.unsaid("function");
                    }
                }
                case "function" -> tool[0] = function();
                default -> throw in.unsaid("nothing");
            }
        });
        if (tool[0] == null) {
            throw in.refuse("a function");
        }
        draft.tool(tool[0]);
    }

    private Tool function() throws IOException {
        Function function = new Function();
        in.members(name -> {
            switch (name) {
                case "name" -> function.name = in.text();
                case "description" -> function.description = in.text();
                case "parameters" -> function.schema = in.rawObject();
                case "strict" -> function.strict = in.flag();
                default -> throw in.unsaid("nothing");
            }
        });
        if (function.name.isEmpty()) {
            throw in.refuse("a function with a name");
        }
        return new Tool(function.name, function.description, function.schema, function.strict);
    }

    private void toolChoice() throws IOException {
        if (in.isText()) {
            draft.choose(mode(in.text()), null);
            return;
        }
        Function named = new Function();
        in.members(name -> {
            switch (name) {
                case "type" -> {
                    if (!in.text().equals("function")) {
                        throw in.unsaid("function");
                    }
                }
                case "function" ->
                    in.members(inner -> {
                        if (!inner.equals("name")) {
                            throw in.unsaid("nothing");
                        }
                        named.name = in.text();
                    });
                default -> throw in.unsaid("nothing");
            }
        });
        if (named.name.isEmpty()) {
            throw in.refuse("none, auto, required or a function");
        }
        draft.choose(Mode.NAMED, named.name);
    }

    private Mode mode(String text) throws IOException {
        return switch (text) {
            case "auto" -> Mode.AUTO;
            case "none" -> Mode.NONE;
            case "required" -> Mode.REQUIRED;
            default -> throw in.refuse("none, auto, required or a function");
        };
    }

    private @Nullable OutputForm responseFormat() throws IOException {
        String at = in.path();
        String[] type = {""};
        Function schema = new Function();
        in.members(name -> {
            switch (name) {
                case "type" -> type[0] = in.text();
                case "json_schema" -> jsonSchema(schema);
                default -> throw in.unsaid("nothing");
            }
        });
        return switch (type[0]) {
            case "text" -> null;
            case "json_object" -> new OutputForm(at, null, null, null, null);
            case "json_schema" -> {
                if (schema.schema == null) {
                    throw in.refuse("a json_schema with a schema");
                }
                yield new OutputForm(
                        at,
                        schema.name.isEmpty() ? null : schema.name,
                        schema.description,
                        schema.schema,
                        schema.strict);
            }
            default -> throw in.refuse("the type text, json_object or json_schema");
        };
    }

    private void jsonSchema(Function schema) throws IOException {
        in.members(name -> {
            switch (name) {
                case "name" -> schema.name = in.text();
                case "description" -> schema.description = in.text();
                case "schema" -> schema.schema = in.rawObject();
                case "strict" -> schema.strict = in.flag();
                default -> throw in.unsaid("nothing");
            }
        });
    }

    /** A function or a schema while it is read. */
    private static final class Function {
        private String name = "";
        private @Nullable String description;
        private @Nullable String schema;
        private @Nullable Boolean strict;
    }
}
