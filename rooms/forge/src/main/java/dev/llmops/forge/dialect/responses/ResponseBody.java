// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.responses;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.dialect.AnswerHead;
import dev.llmops.forge.dialect.Conversation;
import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.dialect.OutputForm;
import dev.llmops.forge.dialect.Sampling;
import dev.llmops.forge.dialect.StopReason;
import dev.llmops.forge.dialect.Thinking;
import dev.llmops.forge.dialect.Tool;
import dev.llmops.forge.dialect.ToolChoice;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the response's members, with what was asked told again as the dialect does. */
final class ResponseBody {
    private final AnswerHead head;
    private final JsonOut out;

    ResponseBody(AnswerHead head, JsonOut out) {
        this.head = head;
        this.out = out;
    }

    /**
     * @param reason null while the answer goes on
     * @param used null while nobody knows
     */
    void write(@Nullable StopReason reason, List<String> items, @Nullable TokenUsage used) {
        Conversation asked = head.asked();
        Sampling how = asked.sampling();
        out.put("id", "resp_" + head.callId()).put("object", "response").put("created_at", head.createdSeconds());
        out.put("status", status(reason)).put("background", false).putNull("error");
        incomplete(reason);
        out.putOrNull("instructions", asked.system().isEmpty() ? null : String.join("\n\n", asked.system()));
        if (how.maxTokens() == null) {
            out.putNull("max_output_tokens");
        } else {
            out.put("max_output_tokens", how.maxTokens().longValue());
        }
        out.put("model", head.model()).list("output");
        items.forEach(out::element);
        out.close().put("parallel_tool_calls", asked.choice().parallel()).putNull("previous_response_id");
        Thinking thinking = how.thinking();
        out.open("reasoning").putOrNull("effort", thinking == null ? null : thinking.effort());
        out.putNull("summary").close().put("store", false);
        out.maybe("temperature", how.temperature() == null ? Double.valueOf(1) : how.temperature());
        format(asked.output());
        tools(asked);
        out.maybe("top_p", how.topP() == null ? Double.valueOf(1) : how.topP());
        out.put("truncation", "disabled");
        usage(used);
        out.putNull("user").open("metadata").close();
    }

    static String status(@Nullable StopReason reason) {
        if (reason == null) {
            return "in_progress";
        }
        return reason == StopReason.LENGTH || reason == StopReason.FILTERED ? "incomplete" : "completed";
    }

    private void incomplete(@Nullable StopReason reason) {
        if (!status(reason).equals("incomplete")) {
            out.putNull("incomplete_details");
            return;
        }
        out.open("incomplete_details");
        out.put("reason", reason == StopReason.LENGTH ? "max_output_tokens" : "content_filter")
                .close();
    }

    private void format(@Nullable OutputForm form) {
        out.open("text").open("format");
        if (form == null) {
            out.put("type", "text");
        } else if (form.schema() == null) {
            out.put("type", "json_object");
        } else {
            out.put("type", "json_schema").put("name", form.nameOrDefault());
            out.maybe("description", form.description()).raw("schema", form.schema());
            out.maybe("strict", form.strict());
        }
        out.close().close();
    }

    private void tools(Conversation asked) {
        ToolChoice choice = asked.choice();
        if (choice.mode() == ToolChoice.Mode.NAMED) {
            out.open("tool_choice")
                    .put("type", "function")
                    .maybe("name", choice.name())
                    .close();
        } else {
            out.put("tool_choice", choice.mode().name().toLowerCase(Locale.ROOT));
        }
        out.list("tools");
        for (Tool tool : asked.tools()) {
            out.open().put("type", "function").put("name", tool.name()).putOrNull("description", tool.description());
            out.raw("parameters", tool.schemaOrNone())
                    .put("strict", Boolean.TRUE.equals(tool.strict()))
                    .close();
        }
        out.close();
    }

    private void usage(@Nullable TokenUsage used) {
        if (used == null) {
            out.putNull("usage");
            return;
        }
        out.open("usage").put("input_tokens", used.input());
        out.open("input_tokens_details").put("cached_tokens", used.cachedInput());
        if (used.cacheWrite() > 0) {
            out.put("cache_write_tokens", used.cacheWrite());
        }
        out.close().put("output_tokens", used.output());
        out.open("output_tokens_details")
                .put("reasoning_tokens", used.reasoning())
                .close();
        out.put("total_tokens", used.total()).close();
    }
}
