// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.forge.UpstreamFailure.Unreachable;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UntrustedTlsTest {
    @Test
    void aCertificateThatNobodyTrustsIsUnreachableAndNothingIsSent(@TempDir Path directory) throws Exception {
        Path store = directory.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "for-tests-only")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Vertx vertx = Vertx.vertx();
        AtomicInteger requests = new AtomicInteger();
        HttpServerOptions options = new HttpServerOptions();
        options.setSsl(true)
                .setKeyCertOptions(new PfxOptions().setPath(store.toString()).setPassword("for-tests-only"));
        try (Calls calls = new Calls()) {
            HttpServer server = vertx.createHttpServer(options)
                    .requestHandler(request -> {
                        requests.incrementAndGet();
                        request.response().end();
                    })
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            String url = "https://localhost:" + server.actualPort() + "/v1";
            CollectingSink sink = calls.call(Calls.openAi(url), "{}", false).await();
            assertThat(((Unreachable) sink.failure()).reason()).contains("TLS");
            assertThat(requests).hasValue(0);
        } finally {
            vertx.close();
        }
    }
}
