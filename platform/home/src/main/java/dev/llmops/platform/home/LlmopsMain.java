// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The program. What would only fail late is checked first (the port, the home), then PostgreSQL starts beside
 * Quarkus' boot rather than after it.
 */
@QuarkusMain
public final class LlmopsMain {
    private LlmopsMain() {}

    public static void main(String... args) {
        List<EarlyStart> early = new ArrayList<>();
        try {
            portMustBeFree(setting("quarkus.http.host", "127.0.0.1"), setting("quarkus.http.port", "8080"));
            Home home = Home.locate().prepare();
            HomeLock.hold(home);
            ServiceLoader.load(EarlyStart.class).forEach(early::add);
            early.forEach(start -> start.begin(home));
        } catch (StartFailure e) {
            System.err.println(e.getMessage());
            System.exit(e.exitCode());
        }
        Quarkus.run(null, (code, failure) -> end(early, code, failure), args);
    }

    private static void end(List<EarlyStart> early, int code, @Nullable Throwable failure) {
        if (failure != null) {
            boolean debug = setting("quarkus.log.level", "INFO").matches("DEBUG|TRACE|ALL");
            System.err.println(BootFailure.of(failure).text(debug));
        }
        early.forEach(EarlyStart::end);
        System.exit(code);
    }

    /** Quarkus' configuration does not exist yet: what the launcher passes is a system property or the environment. */
    private static String setting(String name, String otherwise) {
        String property = System.getProperty(name);
        if (property != null) {
            return property;
        }
        String variable = name.toUpperCase(Locale.ROOT).replace('.', '_');
        return Optional.ofNullable(System.getenv(variable)).orElse(otherwise);
    }

    static void portMustBeFree(String host, String portText) {
        int port;
        try {
            port = Integer.parseInt(portText);
        } catch (NumberFormatException e) {
            port = -1;
        }
        if (port < 0 || port > 65_535) {
            throw new StartFailure("--port: '" + portText + "' (expected: a number from 0 to 65535, such as 8080)");
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new StartFailure(
                    "Port " + port + " on " + host + " cannot be used (" + e.getMessage() + "). Choose another with"
                            + " --port, or see which program has it: ss -ltnp 'sport = :" + port + "'",
                    StartFailure.TAKEN);
        }
    }
}
