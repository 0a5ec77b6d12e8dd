// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.anthropic;

import dev.llmops.forge.dialect.Conversation;
import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.dialect.OutputForm;
import dev.llmops.forge.dialect.Part;
import dev.llmops.forge.dialect.Sampling;
import dev.llmops.forge.dialect.Thinking;
import dev.llmops.forge.dialect.Tool;
import dev.llmops.forge.dialect.ToolChoice;
import dev.llmops.forge.dialect.Turn;
import dev.llmops.forge.dialect.UntranslatableException;
import dev.llmops.forge.dialect.Wire;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a {@code messages} request. */
final class MessagesRequestWriter {
    /** The dialect wants a limit; this one holds for every model. */
    static final int DEFAULT_MAX_TOKENS = 4_096;

    private final Conversation said;
    private final Wire wire;
    private final JsonOut out = new JsonOut();

    MessagesRequestWriter(Conversation said, Wire wire) {
        this.said = said;
        this.wire = wire;
    }

    byte[] write() throws UntranslatableException {
        Sampling how = said.sampling();
        int maxTokens = how.maxTokens() == null ? DEFAULT_MAX_TOKENS : how.maxTokens();
        out.open().put("model", wire.model()).put("max_tokens", maxTokens);
        system();
        out.list("messages");
        for (Turn turn : said.turns()) {
            out.open().put("role", turn.assistant() ? "assistant" : "user").list("content");
            for (Part part : turn.parts()) {
                part(part);
            }
            out.close().close();
        }
        out.close();
        tools();
        sampling(how);
        Thinking thinking = said.thoughtAllowed();
        output(said.output(), thinking == null ? null : ThinkingModels.tell(out, wire.model(), thinking, maxTokens));
        if (wire.stream()) {
            out.put("stream", true);
        }
        return out.close().finish();
    }

    private void system() {
        List<String> system = said.system();
        if (system.size() == 1) {
            out.put("system", system.getFirst());
        } else if (!system.isEmpty()) {
            out.list("system");
            system.forEach(
                    text -> out.open().put("type", "text").put("text", text).close());
            out.close();
        }
    }

    private void part(Part part) throws UntranslatableException {
        switch (part) {
            case Part.Text text ->
                out.open().put("type", "text").put("text", text.text()).close();
            case Part.Media media -> media(media);
            case Part.ToolCall call -> {
                out.open().put("type", "tool_use").put("id", call.id()).put("name", call.name());
                out.raw("input", call.arguments()).close();
            }
            case Part.ToolResult result -> result(result);
            case Part.Reasoning thought -> {
                // Without the proof that it is its own the provider does not take it back.
                if (thought.signature() != null) {
                    out.open().put("type", "thinking").put("thinking", thought.text());
                    out.put("signature", thought.signature()).close();
                }
            }
            case Part.HiddenReasoning hidden ->
                out.open()
                        .put("type", "redacted_thinking")
                        .put("data", hidden.data())
                        .close();
        }
    }

    private void result(Part.ToolResult result) throws UntranslatableException {
        out.open().put("type", "tool_result").put("tool_use_id", result.callId());
        if (result.content().size() == 1 && result.content().getFirst() instanceof Part.Text text) {
            out.put("content", text.text());
        } else if (!result.content().isEmpty()) {
            out.list("content");
            for (Part part : result.content()) {
                part(part);
            }
            out.close();
        }
        if (result.failed()) {
            out.put("is_error", true);
        }
        out.close();
    }

    private void media(Part.Media media) throws UntranslatableException {
        boolean pdf = media.type().equals("application/pdf");
        if (!media.image() && !pdf) {
            throw UntranslatableException.unsaid(media.at(), "an image or a PDF document");
        }
        out.open().put("type", pdf ? "document" : "image").open("source");
        if (media.url() != null) {
            out.put("type", "url").put("url", media.url());
        } else {
            out.put("type", "base64").put("media_type", media.type()).maybe("data", media.data());
        }
        out.close();
        if (pdf) {
            out.maybe("title", media.name());
        }
        out.close();
    }

    private void tools() {
        if (said.tools().isEmpty()) {
            return;
        }
        out.list("tools");
        for (Tool tool : said.tools()) {
            out.open().put("name", tool.name()).maybe("description", tool.description());
            out.raw("input_schema", tool.schemaOrNone());
            out.maybe("strict", Boolean.TRUE.equals(tool.strict()) ? true : null)
                    .close();
        }
        out.close();
        ToolChoice choice = said.choice();
        if (choice.mode() == ToolChoice.Mode.AUTO && choice.parallel()) {
            return;
        }
        out.open("tool_choice");
        switch (choice.mode()) {
            case AUTO -> out.put("type", "auto");
            case NONE -> out.put("type", "none");
            case REQUIRED -> out.put("type", "any");
            case NAMED -> out.put("type", "tool").maybe("name", choice.name());
        }
        if (!choice.parallel() && choice.mode() != ToolChoice.Mode.NONE) {
            out.put("disable_parallel_tool_use", true);
        }
        out.close();
    }

    private void sampling(Sampling how) throws UntranslatableException {
        how.requireWithoutSeedAndPenalties();
        out.maybe("temperature", how.temperature()).maybe("top_p", how.topP()).maybe("top_k", how.topK());
        out.texts("stop_sequences", how.stop());
    }

    private void output(@Nullable OutputForm form, @Nullable String effort) throws UntranslatableException {
        if (form != null && form.schema() == null) {
            throw UntranslatableException.unsaid(form.at() + ".type", "json_schema");
        }
        if (form == null && effort == null) {
            return;
        }
        out.open("output_config").maybe("effort", effort);
        if (form != null && form.schema() != null) {
            out.open("format")
                    .put("type", "json_schema")
                    .raw("schema", form.schema())
                    .close();
        }
        out.close();
    }
}
