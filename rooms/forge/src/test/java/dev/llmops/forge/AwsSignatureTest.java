// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors that AWS publishes for its signature. */
class AwsSignatureTest {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String TOKEN = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuF"
            + "qwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQD"
            + "YwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC"
            + "9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";
    private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");

    @ParameterizedTest
    @CsvSource({
        "GET, /, '', 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "POST, /, '', 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        "GET, /, Param1=value1&Param2=value2, b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "GET, /ሴ, '', 8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
        "GET, /example space/, '', 652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"
    })
    void aRequestIsSignedAsPublished(String method, String path, String query, String signature) {
        Map<String, String> headers = sign(null, method, path, query);
        assertThat(headers)
                .containsEntry("x-amz-date", "20150830T123600Z")
                .containsEntry(
                        "authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                                + "SignedHeaders=host;x-amz-date, Signature=" + signature);
    }

    @Test
    void aSessionTokenIsSentAndSigned() {
        Map<String, String> headers = sign(TOKEN, "POST", "/", "");
        assertThat(headers).containsEntry("x-amz-security-token", TOKEN);
        assertThat(headers.get("authorization"))
                .endsWith("SignedHeaders=host;x-amz-date;x-amz-security-token, "
                        + "Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead");
    }

    private static Map<String, String> sign(@Nullable String token, String method, String path, String query) {
        AwsCredential credential = new AwsCredential("AKIDEXAMPLE", SECRET, token, "us-east-1");
        return new AwsSignature(credential, "service")
                .sign(method, "example.amazonaws.com", path, query, Bytes.NONE, NOW);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "AKIA1:s3cr/et+=, bedrock-runtime.eu-central-1.amazonaws.com, -, eu-central-1",
                "AKIA1:s3cr/et+=:to/ken==, bedrock-runtime-fips.us-gov-west-1.amazonaws.com, to/ken==, us-gov-west-1",
                "AKIA1:s3cr/et+=@ap-south-1, 127.0.0.1, -, ap-south-1",
                "AKIA1:s3cr/et+=:tok@ap-south-1, vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com, tok, ap-south-1"
            })
    void aCredentialIsReadInItsForms(String text, String host, @Nullable String token, String region) {
        AwsCredential credential = AwsCredential.parse(text, host);
        assertThat(credential).isEqualTo(new AwsCredential("AKIA1", "s3cr/et+=", token, region));
        assertThat(credential.toString()).doesNotContain("s3cr").doesNotContain("to/ken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AKIA1:secret", "AKIA1:", ":secret", "AKIA1:se:cr:et@eu-west-1", "AKIA1:secret@EU"})
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> AwsCredential.parse(text, "127.0.0.1")).isInstanceOf(IllegalArgumentException.class);
    }
}
