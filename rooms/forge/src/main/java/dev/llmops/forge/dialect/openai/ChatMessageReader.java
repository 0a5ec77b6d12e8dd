// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.dialect.openai;

import dev.llmops.forge.dialect.DataUrls;
import dev.llmops.forge.dialect.Draft;
import dev.llmops.forge.dialect.JsonIn;
import dev.llmops.forge.dialect.Part;
import dev.llmops.forge.dialect.UntranslatableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one message of a {@code chat/completions} request; its members may come in any order. */
final class ChatMessageReader {
    private final JsonIn in;
    private final Draft draft;
    private final String at;
    private final List<Part> parts = new ArrayList<>();
    private final List<Part> calls = new ArrayList<>();
    private String role = "";
    private @Nullable String callId;
    private @Nullable String reasoning;
    private @Nullable String name;

    ChatMessageReader(JsonIn in, Draft draft) {
        this.in = in;
        this.draft = draft;
        this.at = in.path();
    }

    void read() throws IOException {
        in.members(this::member);
        if (name != null && !role.equals("tool")) {
            throw UntranslatableException.unsaid(at + ".name", "nothing");
        }
        switch (role) {
            case "system", "developer" -> system();
            case "user" -> draft.said(false, parts.isEmpty() ? List.of(new Part.Text("")) : parts);
            case "tool" -> tool();
            case "assistant" -> assistant();
            default ->
                throw new UntranslatableException(
                        at + ".role", at + ".role: expected developer, system, user, assistant or tool");
        }
    }

    private void member(String member) throws IOException {
        switch (member) {
            case "role" -> role = in.text();
            case "content" -> content();
            case "tool_calls" -> in.elements(this::toolCall);
            case "tool_call_id" -> callId = in.text();
            case "reasoning_content", "reasoning" -> reasoning = in.text();
            case "refusal" -> addText(in.text());
            case "name" -> name = in.text();
            case "annotations", "reasoning_details" -> in.skip();
            default -> throw in.unsaid("nothing");
        }
    }

    private void system() throws IOException {
        for (Part part : parts) {
            if (!(part instanceof Part.Text text)) {
                throw UntranslatableException.unsaid(at + ".content", "text");
            }
            draft.system(text.text());
        }
    }

    private void tool() throws IOException {
        if (callId == null) {
            throw new UntranslatableException(
                    at + ".tool_call_id", at + ".tool_call_id: expected the id of a tool call");
        }
        draft.said(false, List.of(new Part.ToolResult(callId, parts, false)));
    }

    private void assistant() throws IOException {
        List<Part> said = new ArrayList<>();
        if (reasoning != null && !reasoning.isEmpty()) {
            said.add(new Part.Reasoning(reasoning, null));
        }
        said.addAll(parts);
        said.addAll(calls);
        if (!said.isEmpty()) {
            draft.said(true, said);
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
        List<Part> found = new ArrayList<>(1);
        String[] type = {""};
        in.members(member -> {
            switch (member) {
                case "type" -> type[0] = in.text();
                case "text", "refusal" -> found.add(new Part.Text(in.text()));
                case "image_url" -> found.add(image(in.path()));
                case "file" -> found.add(file(in.path()));
                case "input_audio" -> found.add(audio(in.path()));
                default -> throw in.unsaid("nothing");
            }
        });
        if (found.size() != 1) {
            throw new UntranslatableException(partAt, partAt + ": expected a part of type text, image_url or file");
        }
        if (found.getFirst() instanceof Part.Text text) {
            addText(text.text());
        } else {
            parts.add(found.getFirst());
        }
    }

    private Part image(String imageAt) throws IOException {
        String[] url = {""};
        in.members(member -> {
            switch (member) {
                case "url" -> url[0] = in.text();
                case "detail" -> in.skip();
                default -> throw in.unsaid("nothing");
            }
        });
        return DataUrls.media(imageAt, url[0], "image/*", null);
    }

    private Part file(String fileAt) throws IOException {
        String[] data = {""};
        String[] filename = {null};
        in.members(member -> {
            switch (member) {
                case "file_data" -> data[0] = in.text();
                case "filename" -> filename[0] = in.text();
                default -> throw in.unsaid("file_data");
            }
        });
        return DataUrls.media(fileAt, data[0], "application/pdf", filename[0]);
    }

    private Part audio(String audioAt) throws IOException {
        String[] data = {""};
        String[] format = {"wav"};
        in.members(member -> {
            switch (member) {
                case "data" -> data[0] = in.text();
                case "format" -> format[0] = in.text();
                default -> throw in.unsaid("nothing");
            }
        });
        return new Part.Media(audioAt, "audio/" + format[0], data[0], null, null);
    }

    private void toolCall() throws IOException {
        String callAt = in.path();
        ToolCallMembers call = new ToolCallMembers();
        call.read(in);
        String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
        if (!JsonIn.isObject(arguments)) {
            throw new UntranslatableException(
                    callAt + ".function.arguments", callAt + ".function.arguments: expected a JSON object as a string");
        }
        if (call.id() == null || call.name().isEmpty()) {
            throw new UntranslatableException(callAt, callAt + ": expected an id and a function with a name");
        }
        calls.add(new Part.ToolCall(call.id(), call.name(), arguments, call.signature()));
    }
}
