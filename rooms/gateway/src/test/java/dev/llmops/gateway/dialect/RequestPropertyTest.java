// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.kernel.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class RequestPropertyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ONE_MESSAGE = "[{\"role\":\"user\",\"content\":\"hi, \\\"model\\\":1\"}]";
    private static final String UPSTREAM_MODEL = "vendor/\"quoted\" model é";
    private static final byte[] LITERAL = OpenAiError.literal(UPSTREAM_MODEL).getBytes(UTF_8);

    @Property(tries = 2_000)
    void onlyTheModelAndTheUsageOptionChange(@ForAll("bodies") Body body) throws IOException {
        byte[] bytes = body.text.getBytes(UTF_8);

        ClientRequest request = RequestScanner.scan(RequestForm.CHAT, bytes);

        ObjectNode expected = (ObjectNode) JSON.readTree(bytes);
        assertThat(request.model()).isEqualTo(expected.get("model").textValue());
        assertThat(request.stream()).isEqualTo(expected.path("stream").booleanValue());
        assertThat(request.clientWantsUsage())
                .isEqualTo(expected.path("stream_options").path("include_usage").booleanValue());
        expected.put("model", UPSTREAM_MODEL);
        if (request.stream()) {
            JsonNode options = expected.get("stream_options");
            ObjectNode target = options instanceof ObjectNode object ? object : expected.putObject("stream_options");
            target.put("include_usage", true);
        }
        assertThat(JSON.readTree(written(RequestRewrite.rewrite(ClientDialect.OPENAI_CHAT, bytes, request, LITERAL))))
                .isEqualTo(expected);
    }

    @Property(tries = 2_000)
    void whatIsCutOrGarbledIsRefusedAndNeverFailsOtherwise(@ForAll("bodies") Body body, @ForAll Random random) {
        byte[] bytes = body.text.getBytes(UTF_8);
        byte[] cut =
                Arrays.copyOf(bytes, random.nextInt(body.text.stripTrailing().getBytes(UTF_8).length));
        byte[] garbled = bytes.clone();
        for (int i = 0; i < 3; i++) {
            garbled[random.nextInt(garbled.length)] = (byte) random.nextInt(256);
        }

        assertThat(refusal(cut)).isIn(ErrorCode.MALFORMED_REQUEST, ErrorCode.VALIDATION_FAILED);
        assertThat(refusal(garbled)).isIn(null, ErrorCode.MALFORMED_REQUEST, ErrorCode.VALIDATION_FAILED);
    }

    @Property(tries = 5_000)
    void aGlanceSaysWhatTheScannerSaysOrNothing(
            @ForAll RequestForm form, @ForAll("bodies") Body body, @ForAll Random random) {
        byte[] bytes = body.as(form, random).getBytes(UTF_8);
        assertThat(RequestGlance.at(form, bytes)).isIn(null, RequestScanner.parse(form, bytes));
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = random.nextBoolean() ? (byte) random.nextInt(256) : bytes[random.nextInt(bytes.length)];
        }
        ClientRequest glanced = RequestGlance.at(form, bytes);
        if (glanced != null) {
            assertThat(RequestScanner.parse(form, bytes)).isEqualTo(glanced);
        }
    }

    @Property(tries = 1_000)
    void anyBytesAtAllAreRefused(@ForAll byte[] bytes) {
        assertThat(refusal(bytes)).isIn(ErrorCode.MALFORMED_REQUEST, ErrorCode.VALIDATION_FAILED);
    }

    @org.jspecify.annotations.Nullable
    private static ErrorCode refusal(byte[] bytes) {
        try {
            ClientRequest request = RequestScanner.scan(RequestForm.CHAT, bytes);
            RequestRewrite.rewrite(ClientDialect.OPENAI_CHAT, bytes, request, LITERAL);
            return null;
        } catch (RefusedCall e) {
            return e.code();
        }
    }

    private static byte[] written(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** A body as somebody might send it. */
    record Body(String text) {
        /** The same with the prompt of another form, a text now and then. */
        String as(RequestForm form, Random random) {
            String renamed = text.replace("\"messages\"", '"' + form.prompt() + '"');
            return form.promptMayBeText() && random.nextBoolean()
                    ? renamed.replace(ONE_MESSAGE, "\"a \\\"text\\\" \\u00e9\"")
                    : renamed;
        }
    }

    @Provide
    Arbitrary<Body> bodies() {
        Arbitrary<String> spaces = Arbitraries.of("", " ", "\n", "\t ", "  \r\n  ");
        Arbitrary<String> model =
                Arbitraries.of("\"chat\"", "\"m\\u006fdel\"", "\"ünï/ć😀\"", "\"quote\\\"d \\\\ back\"", "\"a\\/b\"");
        Arbitrary<String> modelName = Arbitraries.of("\"model\"", "\"m\\u006fdel\"");
        Arbitrary<String> stream = Arbitraries.of("", "\"stream\":true", "\"stream\" : false", "\"stream\":null");
        Arbitrary<String> options = Arbitraries.of(
                "",
                "\"stream_options\":null",
                "\"stream_options\":{}",
                "\"stream_options\": { }",
                "\"stream_options\":{\"include_usage\":false}",
                "\"stream_options\":{\"x\":[{\"include_usage\":false}], \"include_usage\" : true }",
                "\"stream_options\":{\"x\":\"}\",\"include_usage\": null}",
                "\"stream_options\":{\"include_obfuscation\":false}");
        Arbitrary<String> messages = Arbitraries.of(
                "\"messages\":" + ONE_MESSAGE,
                "\"messages\": [ {\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":"
                        + "\"data:image/png;base64,AAAA\"}}]} , {\"model\":\"inner\",\"stream\":true} ]");
        Arbitrary<List<String>> others = Arbitraries.of(
                        "\"temperature\":0.5",
                        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"model\":{}}}}]",
                        "\"max_tokens\":17",
                        "\"n\":2",
                        "\"max_output_tokens\":9",
                        "\"instructions\":\"Be brief.\"",
                        "\"user\":\"😀 \\u0000 \\ud83d\\ude00\"",
                        "\"é\":[1,2.5e-3,true,null,{}]")
                .list()
                .uniqueElements()
                .ofMaxSize(6);
        return Combinators.combine(
                        spaces,
                        Combinators.combine(modelName, model).as((n, m) -> n + ":" + m),
                        stream,
                        options,
                        messages,
                        others,
                        Arbitraries.randoms())
                .as((space, modelMember, streamMember, optionsMember, messagesMember, rest, random) -> {
                    List<String> members = new ArrayList<>(rest);
                    members.addAll(List.of(modelMember, streamMember, optionsMember, messagesMember));
                    members.removeIf(String::isEmpty);
                    Collections.shuffle(members, random);
                    return new Body(
                            space + "{" + space + String.join(space + "," + space, members) + space + "}" + space);
                });
    }
}
