// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class StaticFileTest {
    private final StaticFile file = new StaticFile(
            "text/css",
            "W/\"1\"",
            List.of(
                    new StaticFile.Form("br", Buffer.buffer("b")),
                    new StaticFile.Form("gzip", Buffer.buffer("g")),
                    new StaticFile.Form(null, Buffer.buffer("plain"))));

    @Test
    void theSmallestFormThatTheBrowserTakesIsSent() {
        assertThat(file.form("gzip, deflate, br").encoding()).isEqualTo("br");
        assertThat(file.form("gzip;q=0.5").encoding()).isEqualTo("gzip");
        assertThat(file.form("br;q=0, gzip").encoding()).isEqualTo("gzip");
        assertThat(file.form("identity").encoding()).isNull();
        assertThat(file.form(null).encoding()).isNull();
    }

    @Test
    void whatIsNotThereIsNoFile() {
        assertThat(StaticFile.read("/_ui/none.js")).isNull();
    }
}
