// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmops.contracts.identity.Permission;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The page behind a problem's {@code type}: what happened and what to do. */
@Singleton
@Path("/problems")
@RunOnVirtualThread
public final class ProblemPages {
    @GET
    @Path("/{code}")
    @Produces("text/html; charset=utf-8")
    @Allow(Permission.PUBLIC)
    public String page(@PathParam("code") String code) {
        boolean known =
                Arrays.stream(ErrorCode.values()).anyMatch(one -> one.code().equals(code));
        if (!known) {
            throw Problem.notFound("code", code, "a code of a problem, such as validation_failed");
        }
        return html(code, markdown(code));
    }

    static String markdown(String code) {
        try (InputStream page = ProblemPages.class.getResourceAsStream("/problems/" + code + ".md")) {
            if (page == null) {
                throw new IllegalStateException("docs/problems/" + code + ".md is missing");
            }
            return new String(page.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Headings and paragraphs are all that the pages use, so no Markdown library is carried for them. */
    static String html(String code, String markdown) {
        String body = Arrays.stream(markdown.split("\n\\s*\n", -1))
                .map(String::strip)
                .filter(block -> !block.isEmpty() && !block.startsWith("<!--"))
                .map(ProblemPages::block)
                .collect(Collectors.joining("\n"));
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + code
                + "</title><style>body{font:16px/1.5 system-ui;max-width:42rem;margin:3rem auto;padding:0 1rem}"
                + "code{background:#8882;padding:.1em .3em}</style></head><body>\n" + body + "\n</body></html>\n";
    }

    private static String block(String markdown) {
        String text = escape(markdown).replaceAll("`([^`]+)`", "<code>$1</code>");
        if (text.startsWith("## ")) {
            return "<h2>" + text.substring(3) + "</h2>";
        }
        if (text.startsWith("# ")) {
            return "<h1>" + text.substring(2) + "</h1>";
        }
        return "<p>" + text + "</p>";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
