// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.llmops.contracts.gateway.Calls;
import dev.llmops.kernel.Ulids;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A line of an output or error file, as OpenAI's clients read it. */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record ResultLine(boolean answered, byte[] rendered) {
    static ResultLine of(String customId, Calls.Answer answer) {
        boolean answered = answer.status() >= 200 && answer.status() < 300;
        return new ResultLine(answered, render(customId, answer, null, null));
    }

    static ResultLine of(@Nullable String customId, String code, String message) {
        return new ResultLine(false, render(customId, null, code, message));
    }

    private static byte[] render(
            @Nullable String customId, Calls.@Nullable Answer answer, @Nullable String code, @Nullable String message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = BatchLine.JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("id", "batch_req_" + (answer == null ? Ulids.next() : answer.callId()));
            json.writeStringField("custom_id", customId);
            if (answer == null) {
                json.writeNullField("response");
                json.writeObjectFieldStart("error");
                json.writeStringField("code", code);
                json.writeStringField("message", message);
                json.writeEndObject();
            } else {
                json.writeObjectFieldStart("response");
                json.writeNumberField("status_code", answer.status());
                json.writeStringField("request_id", answer.callId());
                json.writeFieldName("body");
                body(json, answer.body());
                json.writeEndObject();
                json.writeNullField("error");
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("memory is writable", e);
        }
        return out.toByteArray();
    }

    /** As it came, on one line; what is no JSON becomes a text. */
    private static void body(JsonGenerator json, byte[] body) throws IOException {
        if (!isJson(body)) {
            json.writeString(new String(body, UTF_8));
            return;
        }
        byte[] oneLine = body.clone();
        for (int i = 0; i < oneLine.length; i++) {
            if (oneLine[i] == '\n' || oneLine[i] == '\r') {
                oneLine[i] = ' '; // between tokens: within texts JSON has no raw line ends
            }
        }
        json.writeRawValue(new String(oneLine, UTF_8));
    }

    private static boolean isJson(byte[] body) {
        try (JsonParser json = BatchLine.JSON.createParser(body)) {
            boolean some = false;
            int values = 0;
            while (json.nextToken() != null) {
                some = true;
                json.skipChildren();
                values++;
            }
            return some && values == 1;
        } catch (IOException e) {
            return false;
        }
    }
}
