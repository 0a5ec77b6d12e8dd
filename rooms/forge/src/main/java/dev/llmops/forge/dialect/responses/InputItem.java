// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.responses;

import dev.llmops.forge.dialect.DataUrls;
import dev.llmops.forge.dialect.Draft;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.Part;
import dev.llmops.forge.dialect.UntranslatableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one item of the input; its members may come in any order. */
final class InputItem {
    private final JsonIn in;
    private final Draft draft;
    private final String at;
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder summary = new StringBuilder();
    private String type = "message";
    private String role = "";
    private @Nullable String callId;
    private @Nullable String name;
    private String arguments = "";
    private @Nullable String encrypted;

    InputItem(JsonIn in, Draft draft) {
        this.in = in;
        this.draft = draft;
        this.at = in.path();
    }

    void read() throws IOException {
        in.members(this::member);
        switch (type) {
            case "message" -> message();
            case "function_call" -> call();
            case "function_call_output" -> draft.said(false, List.of(new Part.ToolResult(callId(), parts, false)));
            case "reasoning" -> reasoning();
            default ->
                throw UntranslatableException.unsaid(
                        at + ".type", "message, function_call, function_call_output or reasoning");
        }
    }

    private void member(String member) throws IOException {
        switch (member) {
            case "type" -> type = in.text();
            case "role" -> role = in.text();
            case "content", "output" -> content();
            case "call_id" -> callId = in.text();
            case "name" -> name = in.text();
            case "arguments" -> arguments = in.text();
            case "summary" -> in.elements(() -> in.members(this::summary));
            case "encrypted_content" -> encrypted = in.text();
            // id and status say nothing to a model, and what an item of a refused type holds does not matter.
            default -> in.skip();
        }
    }

    private void message() throws UntranslatableException {
        switch (role) {
            case "system", "developer" -> {
                for (Part part : parts) {
                    if (!(part instanceof Part.Text text)) {
                        throw UntranslatableException.unsaid(at + ".content", "text");
                    }
                    draft.system(text.text());
                }
            }
            case "user" -> draft.said(false, parts.isEmpty() ? List.of(new Part.Text("")) : parts);
            case "assistant" -> {
                if (!parts.isEmpty()) {
                    draft.said(true, parts);
                }
            }
            default ->
                throw new UntranslatableException(
                        at + ".role", at + ".role: expected developer, system, user or assistant");
        }
    }

    private void call() throws UntranslatableException {
        String given = arguments.isBlank() ? "{}" : arguments;
        if (!JsonIn.isObject(given)) {
            throw new UntranslatableException(at + ".arguments", at + ".arguments: expected a JSON object as a string");
        }
        if (name == null) {
            throw new UntranslatableException(at + ".name", at + ".name: expected a name");
        }
        draft.said(true, List.of(new Part.ToolCall(callId(), name, given, null)));
    }

    private void reasoning() {
        if (encrypted != null && encrypted.startsWith(OutputItems.HIDDEN)) {
            draft.said(true, List.of(new Part.HiddenReasoning(encrypted.substring(OutputItems.HIDDEN.length()))));
        } else if (encrypted != null || !summary.isEmpty()) {
            draft.said(true, List.of(new Part.Reasoning(summary.toString(), encrypted)));
        }
    }

    private String callId() throws UntranslatableException {
        if (callId == null) {
            throw new UntranslatableException(at + ".call_id", at + ".call_id: expected the id of a tool call");
        }
        return callId;
    }

    private void summary(String member) throws IOException {
        if (member.equals("text")) {
            summary.append(in.text());
        } else {
            in.skip();
        }
    }

    private void content() throws IOException {
        if (in.isText()) {
            addText(in.text());
        } else if (in.isList()) {
            in.elements(this::part);
        } else {
            throw in.refuse("a string or a list of parts");
        }
    }

    private void addText(String text) {
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
    }

    private void part() throws IOException {
        String partAt = in.path();
        String[] file = new String[3];
        in.members(member -> {
            switch (member) {
                case "type" -> file[2] = in.text();
                case "text", "refusal" -> file[0] = in.text();
                case "image_url", "file_data", "file_url" -> file[0] = in.text();
                case "filename" -> file[1] = in.text();
                case "detail", "annotations", "logprobs" -> in.skip();
                default -> throw in.unsaid("nothing");
            }
        });
        String said = file[0];
        if (said == null) {
            throw new UntranslatableException(partAt, partAt + ": expected a text, an image or a file");
        }
        switch (String.valueOf(file[2])) {
            case "input_text", "output_text", "refusal", "text", "reasoning_text" -> {
                if (!type.equals("reasoning")) {
                    addText(said);
                }
            }
            case "input_image" -> parts.add(DataUrls.media(partAt, said, "image/*", null));
            case "input_file" -> parts.add(DataUrls.media(partAt, said, "application/pdf", file[1]));
            default -> throw UntranslatableException.unsaid(partAt + ".type", "input_text, input_image or input_file");
        }
    }
}
