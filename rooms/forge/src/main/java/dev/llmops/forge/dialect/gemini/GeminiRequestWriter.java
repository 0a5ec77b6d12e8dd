// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.gemini;

import dev.llmops.forge.dialect.Conversation;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.dialect.OutputForm;
import dev.llmops.forge.dialect.Part;
import dev.llmops.forge.dialect.Sampling;
import dev.llmops.forge.dialect.Thinking;
import dev.llmops.forge.dialect.Tool;
import dev.llmops.forge.dialect.ToolChoice;
import dev.llmops.forge.dialect.Turn;
import dev.llmops.forge.dialect.UntranslatableException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a {@code generateContent} request. */
final class GeminiRequestWriter {
    /** What Google documents to say for calls whose proof is not known, such as those of another model. */
    private static final String NO_PROOF = "skip_thought_signature_validator";

    private static final Map<String, String> TYPES = Map.of(
            "png",
            "image/png",
            "jpg",
            "image/jpeg",
            "jpeg",
            "image/jpeg",
            "webp",
            "image/webp",
            "gif",
            "image/gif",
            "heic",
            "image/heic");

    private final Conversation said;
    private final String model;
    private final JsonOut out = new JsonOut();
    private final Map<String, String> names = new HashMap<>();

    GeminiRequestWriter(Conversation said, String model) {
        this.said = said;
        this.model = model;
    }

    byte[] write() throws UntranslatableException {
        out.open();
        if (!said.system().isEmpty()) {
            out.open("systemInstruction").list("parts");
            said.system().forEach(this::text);
            out.close().close();
        }
        out.list("contents");
        for (Turn turn : said.turns()) {
            out.open().put("role", turn.assistant() ? "model" : "user").list("parts");
            boolean first = true;
            for (Part part : turn.parts()) {
                part(part, first);
                first &= !(part instanceof Part.ToolCall);
            }
            out.close().close();
        }
        out.close();
        tools();
        out.open("generationConfig");
        sampling(said.sampling());
        output(said.output());
        thinking(said.sampling().thinking());
        return out.close().close().finish();
    }

    private void text(String text) {
        out.open().put("text", text).close();
    }

    private void part(Part part, boolean firstCall) throws UntranslatableException {
        switch (part) {
            case Part.Text text -> text(text.text());
            case Part.Media media -> media(media);
            case Part.ToolCall call -> call(call, firstCall);
            case Part.ToolResult result -> result(result);
            // Thoughts are not taken back; the proof of them comes with a call.
            case Part.Reasoning ignored -> {}
            case Part.HiddenReasoning ignored -> {}
        }
    }

    /** Of parallel calls the first carries the proof. */
    private void call(Part.ToolCall call, boolean first) {
        names.put(call.id(), call.name());
        out.open()
                .open("functionCall")
                .put("name", call.name())
                .raw("args", call.arguments())
                .close();
        if (call.signature() != null || first) {
            out.put("thoughtSignature", call.signature() == null ? NO_PROOF : call.signature());
        }
        out.close();
    }

    private void result(Part.ToolResult result) throws UntranslatableException {
        String name = names.get(result.callId());
        if (name == null) {
            throw new UntranslatableException(
                    "messages", "messages: expected the tool call '" + result.callId() + "' before its result");
        }
        String text = result.text();
        out.open().open("functionResponse").put("name", name);
        if (!result.failed() && JsonIn.isObject(text)) {
            out.raw("response", text);
        } else {
            out.open("response").put(result.failed() ? "error" : "result", text).close();
        }
        out.close().close();
        for (Part part : result.content()) {
            if (part instanceof Part.Media media) {
                media(media);
            }
        }
    }

    private void media(Part.Media media) {
        if (media.data() != null) {
            out.open().open("inlineData").put("mimeType", media.type()).put("data", media.data());
        } else {
            out.open().open("fileData").put("mimeType", type(media)).maybe("fileUri", media.url());
        }
        out.close().close();
    }

    /** The dialect wants a type where a URL says none. */
    private static String type(Part.Media media) {
        if (!media.type().endsWith("/*")) {
            return media.type();
        }
        String path = String.valueOf(media.url()).replaceFirst("[?#].*$", "");
        String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(ending, "image/jpeg");
    }

    private void tools() throws UntranslatableException {
        if (said.tools().isEmpty()) {
            return;
        }
        out.list("tools").open().list("functionDeclarations");
        for (Tool tool : said.tools()) {
            out.open().put("name", tool.name()).maybe("description", tool.description());
            if (tool.schema() != null) {
                out.raw("parametersJsonSchema", tool.schema());
            }
            out.close();
        }
        out.close().close().close();
        ToolChoice choice = said.choice();
        if (!choice.parallel()) {
            throw UntranslatableException.unsaid("parallel_tool_calls", "true");
        }
        if (choice.mode() != ToolChoice.Mode.AUTO) {
            out.open("toolConfig").open("functionCallingConfig");
            out.put("mode", choice.mode() == ToolChoice.Mode.NONE ? "NONE" : "ANY");
            if (choice.name() != null) {
                out.texts("allowedFunctionNames", List.of(choice.name()));
            }
            out.close().close();
        }
    }

    private void sampling(Sampling how) {
        out.maybe("maxOutputTokens", how.maxTokens()).maybe("temperature", how.temperature());
        out.maybe("topP", how.topP()).maybe("topK", how.topK()).texts("stopSequences", how.stop());
        out.maybe("seed", how.seed()).maybe("presencePenalty", how.presencePenalty());
        out.maybe("frequencyPenalty", how.frequencyPenalty());
    }

    private void output(@Nullable OutputForm form) {
        if (form != null) {
            out.put("responseMimeType", "application/json");
            if (form.schema() != null) {
                out.raw("responseJsonSchema", form.schema());
            }
        }
    }

    /** Models up to 2.5 are told to think by a budget, later ones by a level. */
    private void thinking(@Nullable Thinking thinking) {
        if (thinking == null) {
            return;
        }
        out.open("thinkingConfig");
        if (thinking.effort() == null && thinking.budget() == null) {
            out.put("includeThoughts", true);
        } else if (model.contains("gemini-2")) {
            out.put("includeThoughts", !thinking.none()).put("thinkingBudget", thinking.budgetTokens());
        } else {
            String effort = thinking.effortOrNearest();
            String level =
                    switch (effort) {
                        case "none", "minimal" -> "minimal";
                        case "low", "medium" -> effort;
                        default -> "high";
                    };
            out.put("includeThoughts", !thinking.none()).put("thinkingLevel", level);
        }
        out.close();
    }
}
