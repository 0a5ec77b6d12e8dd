// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@code chat/completions} request as far as the simulator minds it.
 *
 * @param maxTokens {@link Integer#MAX_VALUE} when not given
 * @param toolChoice {@code none}, {@code auto}, {@code required}, or a tool's name after {@code =}
 */
record ChatRequest(
        String model,
        List<Message> messages,
        int maxTokens,
        boolean includeUsage,
        List<Tool> tools,
        String toolChoice) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_MESSAGES = 10_000;
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");

    /** A message; {@code text} joins its text parts, {@code images} counts the others. */
    record Message(String role, String text, @Nullable String name, List<String> calls, int images) {}

    record Tool(String name, JsonNode parameters, String json) {}

    /** A fault in the request. */
    static final class Malformed extends Exception {
        private final @Nullable String param;
        private final @Nullable String code;

        Malformed(String message, @Nullable String param, @Nullable String code) {
            super(message, null, false, false);
            this.param = param;
            this.code = code;
        }

        @Nullable
        String param() {
            return param;
        }

        @Nullable
        String code() {
            return code;
        }
    }

    static ChatRequest parse(ByteBuffer body) throws Malformed {
        JsonNode root = tree(body);
        JsonNode model = root.path("model");
        if (!model.isTextual() || model.textValue().isBlank()) {
            throw new Malformed("you must provide a model parameter", "model", null);
        }
        JsonNode count = root.path("n");
        if (!absent(count) && count.asInt() != 1) {
            throw new Malformed("n: the simulator answers with one choice (expected: 1)", "n", "invalid_value");
        }
        List<Tool> tools = tools(root.path("tools"));
        return new ChatRequest(
                model.textValue(),
                messages(root.path("messages")),
                maxTokens(root),
                root.path("stream_options").path("include_usage").asBoolean(false),
                tools,
                toolChoice(root.path("tool_choice"), tools));
    }

    private static JsonNode tree(ByteBuffer body) throws Malformed {
        try {
            JsonNode root = body.hasArray()
                    ? JSON.readTree(body.array(), body.arrayOffset() + body.position(), body.remaining())
                    : JSON.readTree(copy(body));
            if (root != null && root.isObject()) {
                return root;
            }
        } catch (IOException e) {
            // refused below: the parser's own words may repeat the prompt
        }
        throw new Malformed("We could not parse the JSON body of your request (expected: a JSON object)", null, null);
    }

    private static byte[] copy(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        return bytes;
    }

    private static List<Message> messages(JsonNode node) throws Malformed {
        if (!node.isArray() || node.isEmpty() || node.size() > MAX_MESSAGES) {
            throw new Malformed("messages: expected 1 to " + MAX_MESSAGES + " messages", "messages", "invalid_type");
        }
        List<Message> messages = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            messages.add(message(node.get(i), "messages[" + i + "]"));
        }
        return messages;
    }

    private static Message message(JsonNode node, String at) throws Malformed {
        String role = node.path("role").asText("");
        if (!ROLES.contains(role)) {
            throw new Malformed(
                    at + ".role: expected one of " + ROLES.stream().sorted().toList(), at, "invalid_value");
        }
        List<String> calls = new ArrayList<>();
        for (JsonNode call : node.path("tool_calls")) {
            calls.add(call.path("function").path("name").asText(""));
            calls.add(call.path("function").path("arguments").asText(""));
        }
        JsonNode content = node.path("content");
        StringBuilder text = new StringBuilder();
        int images = 0;
        if (content.isTextual()) {
            text.append(content.textValue());
        } else if (content.isArray()) {
            for (JsonNode part : content) {
                String own = part.path(part.path("type").asText("").equals("refusal") ? "refusal" : "text")
                        .asText("");
                images += part.has("text") || part.has("refusal") ? 0 : 1;
                text.append(own);
            }
        } else if (!(absent(content) && role.equals("assistant"))) {
            throw new Malformed(at + ".content: expected a string or a list of parts", at, "invalid_type");
        }
        String name = node.path("name").isTextual() ? node.path("name").textValue() : null;
        return new Message(role, text.toString(), name, calls, images);
    }

    private static int maxTokens(JsonNode root) throws Malformed {
        String param = absent(root.path("max_completion_tokens")) ? "max_tokens" : "max_completion_tokens";
        JsonNode value = root.path(param);
        if (absent(value)) {
            return Integer.MAX_VALUE;
        }
        if (!value.isIntegralNumber() || value.asLong() < 1) {
            throw new Malformed(param + ": expected a whole number of at least 1", param, "invalid_value");
        }
        return (int) Math.min(value.asLong(), Integer.MAX_VALUE);
    }

    private static List<Tool> tools(JsonNode node) throws Malformed {
        if (absent(node)) {
            return List.of();
        }
        if (!node.isArray() || node.size() > 128) {
            throw new Malformed("tools: expected a list of at most 128", "tools", "invalid_type");
        }
        List<Tool> tools = new ArrayList<>(node.size());
        for (JsonNode tool : node) {
            JsonNode function = tool.path("function");
            String name = function.path("name").asText("");
            if (!name.matches("[a-zA-Z0-9_-]{1,64}")) {
                throw new Malformed("tools: expected functions named [a-zA-Z0-9_-]{1,64}", "tools", "invalid_value");
            }
            tools.add(new Tool(name, function.path("parameters"), function.toString()));
        }
        return tools;
    }

    private static String toolChoice(JsonNode node, List<Tool> tools) throws Malformed {
        if (absent(node)) {
            return tools.isEmpty() ? "none" : "auto";
        }
        String named = node.path("function").path("name").asText("");
        boolean known = node.isTextual()
                ? Set.of("none", "auto", "required").contains(node.textValue())
                : tools.stream().anyMatch(tool -> tool.name().equals(named));
        if (!known) {
            throw new Malformed(
                    "tool_choice: expected none, auto, required or one of the tools", "tool_choice", "invalid_value");
        }
        return node.isTextual() ? node.textValue() : "=" + named;
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
