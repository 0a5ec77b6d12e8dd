// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.openai;

import dev.llmops.contracts.forge.UpstreamKind;
import dev.llmops.forge.dialect.Conversation;
import dev.llmops.forge.dialect.DataUrls;
import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.dialect.OutputForm;
import dev.llmops.forge.dialect.Part;
import dev.llmops.forge.dialect.Part.Media;
import dev.llmops.forge.dialect.Part.Text;
import dev.llmops.forge.dialect.Part.ToolCall;
import dev.llmops.forge.dialect.Part.ToolResult;
import dev.llmops.forge.dialect.Sampling;
import dev.llmops.forge.dialect.Thinking;
import dev.llmops.forge.dialect.Tool;
import dev.llmops.forge.dialect.ToolChoice;
import dev.llmops.forge.dialect.Turn;
import dev.llmops.forge.dialect.UntranslatableException;
import dev.llmops.forge.dialect.Wire;
import java.util.ArrayList;
import java.util.List;

/** Writes a {@code chat/completions} request, with the small differences of those who speak it too. */
final class ChatRequestWriter {
    private final Conversation said;
    private final Wire wire;
    private final JsonOut out = new JsonOut();

    ChatRequestWriter(Conversation said, Wire wire) {
        this.said = said;
        this.wire = wire;
    }

    byte[] write() throws UntranslatableException {
        out.open().put("model", wire.model());
        out.list("messages");
        if (!said.system().isEmpty()) {
            out.open().put("role", "system");
            texts(said.system());
            out.close();
        }
        for (Turn turn : said.turns()) {
            if (turn.assistant()) {
                assistant(turn);
            } else {
                user(turn);
            }
        }
        out.close();
        tools();
        output(said.output());
        sampling(said.sampling());
        if (wire.stream()) {
            out.put("stream", true);
            if (wire.kind() != UpstreamKind.MISTRAL) {
                out.open("stream_options").put("include_usage", true).close();
            }
        }
        return out.close().finish();
    }

    private void texts(List<String> texts) {
        if (texts.size() == 1) {
            out.put("content", texts.getFirst());
            return;
        }
        out.list("content");
        texts.forEach(text -> out.open().put("type", "text").put("text", text).close());
        out.close();
    }

    private void assistant(Turn turn) {
        List<String> texts = new ArrayList<>();
        List<ToolCall> calls = new ArrayList<>();
        for (Part part : turn.parts()) {
            if (part instanceof Text text) {
                texts.add(text.text());
            } else if (part instanceof ToolCall call) {
                calls.add(call);
            }
        }
        if (texts.isEmpty() && calls.isEmpty()) {
            return;
        }
        out.open().put("role", "assistant");
        if (texts.isEmpty()) {
            out.putNull("content");
        } else {
            texts(texts);
        }
        if (!calls.isEmpty()) {
            out.list("tool_calls");
            calls.forEach(call -> ToolCallText.write(out, -1, call));
            out.close();
        }
        out.close();
    }

    /** Tool results are messages of their own; their images, which those cannot hold, come with what the user said. */
    private void user(Turn turn) throws UntranslatableException {
        List<Part> rest = new ArrayList<>();
        for (Part part : turn.parts()) {
            if (part instanceof ToolResult result) {
                out.open().put("role", "tool").put("tool_call_id", result.callId());
                out.put("content", (result.failed() ? "Error: " : "") + result.text());
                out.close();
                result.content().stream().filter(Media.class::isInstance).forEach(rest::add);
            } else {
                rest.add(part);
            }
        }
        if (rest.isEmpty()) {
            return;
        }
        out.open().put("role", "user");
        if (rest.size() == 1 && rest.getFirst() instanceof Text text) {
            out.put("content", text.text());
        } else {
            out.list("content");
            for (Part part : rest) {
                part(part);
            }
            out.close();
        }
        out.close();
    }

    private void part(Part part) throws UntranslatableException {
        if (part instanceof Text text) {
            out.open().put("type", "text").put("text", text.text()).close();
        } else if (part instanceof Media media) {
            media(media);
        }
    }

    private void media(Media media) throws UntranslatableException {
        if (media.image()) {
            out.open().put("type", "image_url");
            out.open("image_url").put("url", DataUrls.url(media)).close().close();
        } else if (media.type().startsWith("audio/") && media.data() != null) {
            out.open().put("type", "input_audio").open("input_audio");
            out.put("data", media.data())
                    .put("format", media.type().substring(6))
                    .close()
                    .close();
        } else if (media.data() != null) {
            out.open().put("type", "file").open("file");
            out.put("filename", media.name() == null ? "document.pdf" : media.name());
            out.put("file_data", DataUrls.url(media)).close().close();
        } else {
            throw UntranslatableException.unsaid(media.at(), "a document's bytes");
        }
    }

    private void tools() {
        if (said.tools().isEmpty()) {
            return;
        }
        out.list("tools");
        for (Tool tool : said.tools()) {
            out.open().put("type", "function").open("function").put("name", tool.name());
            out.maybe("description", tool.description());
            out.raw("parameters", tool.schemaOrNone()).maybe("strict", tool.strict());
            out.close().close();
        }
        out.close();
        ToolChoice choice = said.choice();
        switch (choice.mode()) {
            case AUTO -> {}
            case NONE -> out.put("tool_choice", "none");
            case REQUIRED -> out.put("tool_choice", wire.kind() == UpstreamKind.MISTRAL ? "any" : "required");
            case NAMED -> {
                out.open("tool_choice").put("type", "function");
                out.open("function").maybe("name", choice.name()).close().close();
            }
        }
        if (!choice.parallel()) {
            out.put("parallel_tool_calls", false);
        }
    }

    private void output(@org.jspecify.annotations.Nullable OutputForm form) {
        if (form == null) {
            return;
        }
        out.open("response_format");
        if (form.schema() == null) {
            out.put("type", "json_object");
        } else {
            out.put("type", "json_schema").open("json_schema").put("name", form.nameOrDefault());
            out.maybe("description", form.description()).raw("schema", form.schema());
            out.maybe("strict", form.strict()).close();
        }
        out.close();
    }

    private void sampling(Sampling how) throws UntranslatableException {
        out.maybe(wire.openAi() ? "max_completion_tokens" : "max_tokens", how.maxTokens());
        out.maybe("temperature", how.temperature()).maybe("top_p", how.topP());
        if (how.topK() != null && wire.kind() != UpstreamKind.VLLM) {
            throw UntranslatableException.unsaid("top_k", "nothing");
        }
        out.maybe("top_k", how.topK()).texts("stop", how.stop());
        out.maybe(wire.kind() == UpstreamKind.MISTRAL ? "random_seed" : "seed", how.seed());
        out.maybe("frequency_penalty", how.frequencyPenalty()).maybe("presence_penalty", how.presencePenalty());
        Thinking thinking = how.thinking();
        if (thinking != null && (thinking.effort() != null || thinking.budget() != null)) {
            String effort = thinking.effortOrNearest();
            out.put("reasoning_effort", effort.equals("max") ? "xhigh" : effort);
        }
    }
}
