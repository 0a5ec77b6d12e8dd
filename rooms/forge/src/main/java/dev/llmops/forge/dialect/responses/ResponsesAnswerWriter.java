// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.responses;

import dev.llmops.contracts.forge.TokenUsage;
import dev.llmops.forge.dialect.AnswerHead;
import dev.llmops.forge.dialect.Collected;
import dev.llmops.forge.dialect.JsonOut;
import dev.llmops.forge.dialect.Part;
import dev.llmops.forge.dialect.StopReason;
import java.util.ArrayList;
import java.util.List;

/** Writes a whole response. */
final class ResponsesAnswerWriter extends Collected {
    private final AnswerHead head;

    ResponsesAnswerWriter(AnswerHead head) {
        this.head = head;
    }

    @Override
    public byte[] end(TokenUsage used) {
        List<String> items = new ArrayList<>();
        for (Part part : parts()) {
            String id = head.callId() + "_" + items.size();
            switch (part) {
                case Part.Text text -> items.add(OutputItems.message("msg_" + id, "completed", text.text(), ""));
                case Part.ToolCall call -> items.add(OutputItems.call("fc_" + id, "completed", call));
                case Part.Reasoning thought ->
                    items.add(OutputItems.reasoning("rs_" + id, thought.text(), thought.signature()));
                case Part.HiddenReasoning hidden ->
                    items.add(OutputItems.reasoning("rs_" + id, "", OutputItems.HIDDEN + hidden.data()));
                case Part.Media ignored -> {}
                case Part.ToolResult ignored -> {}
            }
        }
        if (!refused().isEmpty()) {
            String id = "msg_" + head.callId() + "_" + items.size();
            items.add(OutputItems.message(id, "completed", "", refused()));
        }
        JsonOut out = new JsonOut().open();
        // A refusal in words is a complete answer.
        StopReason reason = refused().isEmpty() ? reason() : StopReason.END;
        new ResponseBody(head, out).write(reason, items, used);
        return out.close().finish();
    }
}
