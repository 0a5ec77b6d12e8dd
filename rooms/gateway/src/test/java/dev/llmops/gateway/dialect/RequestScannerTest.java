// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.dialect;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.kernel.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestScannerTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{MESSAGES} | model: missing",
                "{\"model\":7,MESSAGES} | model: a number",
                "{\"model\":\"\",MESSAGES} | model: a string",
                "{\"model\":\"a\"} | messages: missing",
                "{\"model\":\"a\",\"messages\":[]} | messages: an array",
                "{\"model\":\"a\",\"messages\":\"hi\"} | messages: a string",
                "{\"model\":\"a\",\"model\":\"b\",MESSAGES} | model: given twice",
                "{\"model\":\"a\",MESSAGES,MESSAGES} | messages: given twice",
                "{\"model\":\"a\",MESSAGES,\"stream\":1} | stream: a number",
                "{\"model\":\"a\",MESSAGES,\"stream_options\":[]} | stream_options: an array",
                "{\"model\":\"a\",MESSAGES,\"stream_options\":{\"include_usage\":0}} | stream_options.include_usage",
                "{\"model\":\"a\",MESSAGES,\"stream_options\":{\"include_usage\":true,\"include_usage\":false}}"
                        + " | stream_options.include_usage: given twice",
            })
    void whatCannotBeActedOnIsNamed(String body, String message) {
        assertThatThrownBy(() -> scan(body.replace("MESSAGES", MESSAGES)))
                .isInstanceOfSatisfying(
                        RefusedCall.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALIDATION_FAILED))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"``", "[]", "\"text\"", "{", "{\"model\":\"a\"", "{\"model\":\"a\",}", "{} {}", "{}]", "nul"})
    void whatIsNotOneObjectIsMalformed(String body) {
        assertThatThrownBy(() -> scan(body)).isInstanceOfSatisfying(RefusedCall.class, e -> assertThat(e.code())
                .isIn(ErrorCode.MALFORMED_REQUEST, ErrorCode.VALIDATION_FAILED));
    }

    @Test
    void aBodyInAnotherEncodingIsMalformed() {
        byte[] body = ("{\"model\":\"a\"," + MESSAGES + "}").getBytes(UTF_16LE);
        assertThatThrownBy(() -> RequestScanner.scan(RequestForm.CHAT, body)).isInstanceOf(RefusedCall.class);
    }

    @Test
    void deepNestingIsMalformed() {
        String deep = "[".repeat(100_000);
        assertThatThrownBy(() -> scan("{\"model\":\"a\",\"x\":" + deep))
                .isInstanceOfSatisfying(
                        RefusedCall.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST));
    }

    @Test
    void theAnswersBoundCountsEveryChoice() {
        ClientRequest request =
                scan("{\"model\":\"a\",\"n\":3,\"max_tokens\":10,\"max_completion_tokens\":20," + MESSAGES + "}");
        assertThat(request.likelyOutput()).isEqualTo(60);
    }

    @Test
    void anInlinedImageIsNotCountedByItsBytes() {
        String image = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + "A".repeat(400_000)
                + "\"}}";
        ClientRequest request =
                scan("{\"model\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":[" + image + "]}]}");
        assertThat(request.estimatedInput()).isBetween(1_000L, 1_100L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"a\"} | input: missing",
                "{\"model\":\"a\",\"input\":\"\"} | input: a string",
                "{\"model\":\"a\",\"input\":[]} | input: an array",
                "{\"model\":\"a\",\"input\":{}} | input: an object",
                "{\"model\":\"a\",\"input\":\"x\",\"input\":\"y\"} | input: given twice",
                "{\"model\":\"a\",\"input\":\"x\",\"instructions\":[]} | instructions: an array",
            })
    void whatCannotBeActedOnInAResponsesRequestIsNamed(String body, String message) {
        assertThatThrownBy(() -> RequestScanner.scan(RequestForm.RESPONSES, body.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        RefusedCall.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALIDATION_FAILED))
                .hasMessageContaining(message);
    }

    @Test
    void inputAndInstructionsAreEstimatedTogether() {
        byte[] body = ("{\"model\":\"a\",\"input\":\"" + "x".repeat(398) + "\",\"instructions\":\"" + "y".repeat(78)
                        + "\",\"max_output_tokens\":30}")
                .getBytes(UTF_8);
        assertThat(RequestScanner.scan(RequestForm.RESPONSES, body).estimatedTokens())
                .isEqualTo(100 + 20 + 30);
    }

    private static ClientRequest scan(String body) {
        return RequestScanner.scan(RequestForm.CHAT, body.getBytes(UTF_8));
    }

    @Test
    void aPlainBodyNeedsOnlyAGlance() {
        byte[] body = ("{\"model\":\"chat\", \"messages\":[{\"role\":\"user\",\"content\":\"Grüße\\n\"}],"
                        + "\"temperature\":0.2,\"max_tokens\":64,\"n\":2,\"stream\":true}")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(RequestGlance.at(RequestForm.CHAT, body))
                .isNotNull()
                .isEqualTo(RequestScanner.parse(RequestForm.CHAT, body));
    }
}
