// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.bedrock;

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
import dev.llmops.forge.dialect.anthropic.ThinkingModels;
import org.jspecify.annotations.Nullable;

/** Writes a {@code converse} request; the model stands in the path. */
final class ConverseRequestWriter {
    /** What Bedrock lets a model of Anthropic write when nothing is said. */
    private static final int DEFAULT_MAX_TOKENS = 4_096;

    private final Conversation said;
    private final String model;
    private final JsonOut out = new JsonOut();
    private int documents;

    ConverseRequestWriter(Conversation said, String model) {
        this.said = said;
        this.model = model;
    }

    byte[] write() throws UntranslatableException {
        out.open();
        if (!said.system().isEmpty()) {
            out.list("system");
            said.system().forEach(this::text);
            out.close();
        }
        out.list("messages");
        for (Turn turn : said.turns()) {
            out.open().put("role", turn.assistant() ? "assistant" : "user").list("content");
            for (Part part : turn.parts()) {
                part(part);
            }
            out.close().close();
        }
        out.close();
        sampling(said.sampling());
        tools();
        output(said.output());
        return out.close().finish();
    }

    private void text(String text) {
        out.open().put("text", text).close();
    }

    private void part(Part part) throws UntranslatableException {
        switch (part) {
            case Part.Text text -> text(text.text());
            case Part.Media media -> media(media);
            case Part.ToolCall call -> {
                out.open().open("toolUse").put("toolUseId", call.id()).put("name", call.name());
                out.raw("input", call.arguments()).close().close();
            }
            case Part.ToolResult result -> result(result);
            case Part.Reasoning thought -> {
                if (thought.signature() != null) {
                    out.open().open("reasoningContent").open("reasoningText").put("text", thought.text());
                    out.put("signature", thought.signature()).close().close().close();
                }
            }
            case Part.HiddenReasoning hidden ->
                out.open()
                        .open("reasoningContent")
                        .put("redactedContent", hidden.data())
                        .close()
                        .close();
        }
    }

    private void result(Part.ToolResult result) throws UntranslatableException {
        out.open().open("toolResult").put("toolUseId", result.callId()).list("content");
        for (Part part : result.content()) {
            if (part instanceof Part.Text text && JsonIn.isObject(text.text())) {
                out.open().raw("json", text.text()).close();
            } else {
                part(part);
            }
        }
        if (result.content().isEmpty()) {
            text("(empty)");
        }
        out.close().put("status", result.failed() ? "error" : "success").close().close();
    }

    private void media(Part.Media media) throws UntranslatableException {
        if (media.data() == null) {
            throw UntranslatableException.unsaid(media.at(), "the bytes themselves, as a data URL or base64");
        }
        String format = media.type().substring(media.type().indexOf('/') + 1);
        if (media.image()) {
            out.open().open("image").put("format", format.equals("jpg") ? "jpeg" : format);
        } else if (media.type().equals("application/pdf")) {
            out.open().open("document").put("format", "pdf").put("name", "document " + ++documents);
        } else {
            throw UntranslatableException.unsaid(media.at(), "an image or a PDF document");
        }
        out.open("source").put("bytes", media.data()).close().close().close();
    }

    private void sampling(Sampling how) throws UntranslatableException {
        how.requireWithoutSeedAndPenalties();
        out.open("inferenceConfig").maybe("maxTokens", how.maxTokens()).maybe("temperature", how.temperature());
        out.maybe("topP", how.topP()).texts("stopSequences", how.stop()).close();
        more(how);
    }

    /** What only Anthropic's models know. */
    private void more(Sampling how) throws UntranslatableException {
        Thinking thinking = said.thoughtAllowed();
        if (how.topK() == null && thinking == null) {
            return;
        }
        if (!model.contains("claude")) {
            throw UntranslatableException.unsaid(how.topK() != null ? "top_k" : "reasoning_effort", "nothing");
        }
        out.open("additionalModelRequestFields").maybe("top_k", how.topK());
        if (thinking != null) {
            int limit = how.maxTokens() == null ? DEFAULT_MAX_TOKENS : how.maxTokens();
            String effort = ThinkingModels.tell(out, model, thinking, limit);
            if (effort != null) {
                out.open("output_config").put("effort", effort).close();
            }
        }
        out.close();
    }

    private void tools() throws UntranslatableException {
        ToolChoice choice = said.choice();
        boolean none = choice.mode() == ToolChoice.Mode.NONE;
        if (said.tools().isEmpty() || (none && !usesTools())) {
            return;
        }
        if (none || !choice.parallel()) {
            throw UntranslatableException.unsaid(
                    none ? "tool_choice" : "parallel_tool_calls", none ? "auto after tools were called" : "true");
        }
        out.open("toolConfig").list("tools");
        for (Tool tool : said.tools()) {
            out.open().open("toolSpec").put("name", tool.name()).maybe("description", tool.description());
            out.open("inputSchema").raw("json", tool.schemaOrNone()).close();
            out.maybe("strict", Boolean.TRUE.equals(tool.strict()) ? true : null)
                    .close()
                    .close();
        }
        out.close();
        if (choice.mode() == ToolChoice.Mode.REQUIRED) {
            out.open("toolChoice").open("any").close().close();
        } else if (choice.mode() == ToolChoice.Mode.NAMED) {
            out.open("toolChoice")
                    .open("tool")
                    .maybe("name", choice.name())
                    .close()
                    .close();
        }
        out.close();
    }

    private boolean usesTools() {
        return said.turns().stream().anyMatch(turn -> turn.parts().stream().anyMatch(Part.ToolCall.class::isInstance));
    }

    private void output(@Nullable OutputForm form) throws UntranslatableException {
        if (form == null) {
            return;
        }
        if (form.schema() == null) {
            throw UntranslatableException.unsaid(form.at() + ".type", "json_schema");
        }
        out.open("outputConfig").open("textFormat").put("type", "json_schema");
        out.open("structure").open("jsonSchema").put("schema", form.schema());
        out.put("name", form.nameOrDefault()).maybe("description", form.description());
        out.close().close().close().close();
    }
}
