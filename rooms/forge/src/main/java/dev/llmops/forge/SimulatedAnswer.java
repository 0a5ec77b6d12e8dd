// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.ChatRequest.Malformed;
import dev.llmops.forge.ChatRequest.Message;
import dev.llmops.forge.ChatRequest.Tool;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the simulator answers to one request. Prompt tokens are counted as OpenAI documents it: three for each message,
 * its role and its text, one more for a name, three for the answer's start; tools count as their JSON.
 *
 * @param tool the tool that is called; null for a text
 * @param pieces the text, or the tool's arguments, a token at a time
 * @param finishReason {@code stop}, {@code length} or {@code tool_calls}
 */
record SimulatedAnswer(
        ChatRequest request, @Nullable String tool, List<String> pieces, String finishReason, TokenUsage usage)
        implements Simulated {
    static final int CONTEXT_TOKENS = 128_000;
    private static final int MAX_TEXT_CHARS = CONTEXT_TOKENS * 8;
    private static final int IMAGE_TOKENS = 85;

    static SimulatedAnswer to(ByteBuffer body, Tokenizer tokens) throws Malformed {
        return to(ChatRequest.parse(body), tokens);
    }

    static SimulatedAnswer to(ChatRequest request, Tokenizer tokens) throws Malformed {
        long chars = request.messages().stream()
                .mapToLong(message -> message.text().length())
                .sum();
        int prompt = chars > MAX_TEXT_CHARS ? Integer.MAX_VALUE : promptTokens(request, tokens);
        if (prompt > CONTEXT_TOKENS) {
            throw new Malformed(
                    "This model's maximum context length is " + CONTEXT_TOKENS + " tokens; your messages are longer",
                    "messages",
                    "context_length_exceeded");
        }
        Tool tool = chosenTool(request);
        return tool == null ? text(request, tokens, prompt) : call(request, tool, tokens, prompt);
    }

    @Override
    public boolean includeUsage() {
        return request.includeUsage();
    }

    @Override
    public Shape shape(String callId, long createdSeconds, boolean showUsage) {
        return new SimulatedFrames(this, callId, createdSeconds, showUsage);
    }

    String text() {
        return String.join("", pieces);
    }

    private static SimulatedAnswer text(ChatRequest request, Tokenizer tokens, int prompt) {
        String whole = SimulatedProse.about(request);
        List<String> pieces = tokens.pieces(whole, request.maxTokens());
        int count = tokens.count(String.join("", pieces));
        // A text cut between two tokens may count as more tokens than it was made of.
        while (count > request.maxTokens()) {
            pieces = pieces.subList(0, pieces.size() - 1);
            count = tokens.count(String.join("", pieces));
        }
        boolean cut = !whole.equals(String.join("", pieces));
        return new SimulatedAnswer(request, null, pieces, cut ? "length" : "stop", TokenUsage.counted(prompt, count));
    }

    private static SimulatedAnswer call(ChatRequest request, Tool tool, Tokenizer tokens, int prompt) {
        String arguments = new SchemaSample(tool.parameters(), SimulatedProse.topic(request))
                .arguments()
                .toString();
        int count = tokens.count(tool.name()) + tokens.count(arguments);
        return new SimulatedAnswer(
                request,
                tool.name(),
                tokens.pieces(arguments, Integer.MAX_VALUE),
                "tool_calls",
                TokenUsage.counted(prompt, count));
    }

    static int promptTokens(ChatRequest request, Tokenizer tokens) {
        int count = 3;
        for (Message message : request.messages()) {
            String name = message.name();
            count += 3 + tokens.count(message.role()) + tokens.count(message.text());
            count += name == null ? 0 : 1 + tokens.count(name);
            count += message.images() * IMAGE_TOKENS;
            for (String part : message.calls()) {
                count += tokens.count(part);
            }
        }
        for (Tool tool : request.tools()) {
            count += tokens.count(tool.json());
        }
        return count;
    }

    /** A tool is called when the choice demands it, or when the user's last message speaks of it. */
    private static @Nullable Tool chosenTool(ChatRequest request) {
        String choice = request.toolChoice();
        if (request.tools().isEmpty() || choice.equals("none")) {
            return null;
        }
        for (Tool tool : request.tools()) {
            if (choice.equals("=" + tool.name())) {
                return tool;
            }
        }
        if (request.messages().getLast().role().equals("user")) {
            String said = SimulatedProse.lastOfUser(request).toLowerCase(Locale.ROOT);
            for (Tool tool : request.tools()) {
                if (speaksOf(said, tool.name())) {
                    return tool;
                }
            }
        }
        return choice.equals("required") ? request.tools().getFirst() : null;
    }

    /** Whether one of the words of a tool's name, four letters or longer, stands in what was said. */
    private static boolean speaksOf(String said, String toolName) {
        if (said.contains(toolName.toLowerCase(Locale.ROOT))) {
            return true;
        }
        for (String word : toolName.split("[_-]|(?<=[a-z])(?=[A-Z])", -1)) {
            if (word.length() >= 4
                    && Pattern.compile("\\b" + Pattern.quote(word.toLowerCase(Locale.ROOT)) + "\\b")
                            .matcher(said)
                            .find()) {
                return true;
            }
        }
        return false;
    }
}
