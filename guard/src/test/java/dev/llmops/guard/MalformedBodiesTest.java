// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kits.product.Product;
import dev.llmops.kits.product.ProductApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that somebody garbled, on every route that takes one: understood, or refused in the dialect. */
class MalformedBodiesTest {
    private static final int BODIES = 250;
    private static final String PIECES = "{}[]\",:0n-e\\ \u0000";

    private final Product product = DemoProduct.get();
    private final JsonNode demo = product.demo();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/chat/completions | {'model':'M','messages':[{'role':'user','content':[{'type':'text','text':'hi'}]}],'max_tokens':9,'stop':['a'],"
                        + "'tools':[{'type':'function','function':{'name':'look','parameters':{'type':'object'}}}],'stream_options':{'include_usage':true},'stream':true}",
                "/v1/responses | {'model':'M','input':[{'role':'user','content':[{'type':'input_text','text':'hi'}]}],'instructions':'brief',"
                        + "'max_output_tokens':9,'text':{'format':{'type':'text'}},'reasoning':{'effort':'low'},'stream':true}",
                "/v1/completions | {'model':'M','prompt':['Once','Twice'],'max_tokens':9,'stop':['a'],'n':1,'echo':false,'stream':true}",
                "/v1/embeddings | {'model':'M','input':['one',[1,2],3],'encoding_format':'base64','dimensions':8}",
                "/v1/moderations | {'model':'omni-moderation-latest','input':[{'type':'text','text':'hi'},{'type':'image_url','image_url':{'url':'x'}}]}",
                "/v1/messages | {'model':'M','max_tokens':9,'system':'brief','messages':[{'role':'user','content':[{'type':'text','text':'hi'}]}],"
                        + "'tools':[{'name':'look','input_schema':{'type':'object'}}],'stream':true}",
                "/v1/messages/count_tokens | {'model':'M','system':'brief','messages':[{'role':'user','content':[{'type':'text','text':'hi'}]}]}",
            })
    void whatIsGarbledIsUnderstoodOrRefused(String path, String quoted) throws Exception {
        byte[] whole = quoted.replace('\'', '"')
                .replace("\"M\"", '"' + demo.path("service").asText() + '"')
                .getBytes(UTF_8);
        assertThat(call(path, whole).statusCode()).isEqualTo(200);
        Random random = new Random(17);
        for (int i = 0; i < BODIES; i++) {
            byte[] body = garbled(whole, random);
            HttpResponse<String> answer = call(path, body);
            assertThat(answer.statusCode())
                    .as("%s %s: %s", path, new String(body, UTF_8), answer.body())
                    .isBetween(200, 499);
            if (answer.statusCode() >= 400) {
                JsonNode error = ProductApi.JSON.readTree(answer.body());
                assertThat(error.at("/error/type").asText()).isNotEmpty();
                assertThat(error.at("/error/message").asText()).isNotEmpty();
                assertThat(error.path("type").asText()).isEqualTo(path.startsWith("/v1/messages") ? "error" : "");
            }
        }
    }

    private static byte[] garbled(byte[] whole, Random random) {
        byte[] body = random.nextInt(5) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
        for (int n = random.nextInt(1, 4); n > 0 && body.length > 0; n--) {
            int at = random.nextInt(body.length);
            body[at] = random.nextInt(4) == 0
                    ? (byte) random.nextInt(256)
                    : (byte) PIECES.charAt(random.nextInt(PIECES.length()));
        }
        return body;
    }

    private HttpResponse<String> call(String path, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(product.url() + path))
                .timeout(Duration.ofSeconds(10))
                .header("authorization", "Bearer " + demo.path("api_key").asText())
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
