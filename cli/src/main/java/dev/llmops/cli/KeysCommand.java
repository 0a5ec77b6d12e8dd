// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code llmops keys}: lists, makes, rotates and revokes API keys. */
@Command(
        name = "keys",
        description = "Lists, makes, rotates and revokes API keys.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  llmops keys list",
            "  llmops keys create ci --role publisher",
            "  llmops keys rotate 01JAZ… --overlap 3600",
            "  llmops keys revoke 01JAZ…"
        })
final class KeysCommand {
    private static final String KEYS = "/api/identity/v1/keys";

    private KeysCommand() {}

    @Command(name = "list", description = "Lists keys, never their secrets.", mixinStandardHelpOptions = true)
    int list(
            @Mixin ServerOptions server,
            @Option(names = "--state", description = "active, rotating, expired or revoked") @Nullable String state) {
        Map<String, Object> query = state == null ? Map.of() : Map.of("state", state);
        server.output()
                .list(
                        server.client().list(KEYS, query, 200),
                        "id",
                        "name",
                        "prefix",
                        "state",
                        "roles",
                        "subscription_id",
                        "expires_at",
                        "last_used_at");
        return 0;
    }

    @Command(
            name = "create",
            description = "Makes a key that is a caller of its own; it is shown this once.",
            mixinStandardHelpOptions = true)
    int create(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "NAME", description = "what to call it") String name,
            @Option(
                            names = "--role",
                            defaultValue = "reader",
                            description = "may be repeated (default: ${DEFAULT-VALUE})")
                    List<String> roles,
            @Option(names = "--scope", description = "narrows the key to this permission; may be repeated") @Nullable
                    List<String> scopes,
            @Option(names = "--days", defaultValue = "90", description = "until it expires (default: ${DEFAULT-VALUE})")
                    int days) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        body.put("roles", roles);
        body.put("expires_in_days", days);
        if (scopes != null) {
            body.put("scopes", scopes);
        }
        shown(server, server.client().post(KEYS, body));
        return 0;
    }

    @Command(
            name = "rotate",
            description = "Makes a successor; the old key works on for the overlap.",
            mixinStandardHelpOptions = true)
    int rotate(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--overlap", defaultValue = "86400", description = "seconds (default: ${DEFAULT-VALUE})")
                    long overlapSeconds) {
        shown(
                server,
                server.client()
                        .post(
                                KEYS + "/" + ApiClient.encode(id) + "/rotate",
                                Map.of("overlap_seconds", overlapSeconds)));
        return 0;
    }

    @Command(name = "revoke", description = "Ends a key at once.", mixinStandardHelpOptions = true)
    int revoke(@Mixin ServerOptions server, @Parameters(paramLabel = "ID") String id) {
        server.client().delete(KEYS + "/" + ApiClient.encode(id));
        server.output().say("revoked; calls with it are refused within a second");
        return 0;
    }

    private static void shown(ServerOptions server, JsonNode key) {
        server.output().one(key, "id", "name", "roles", "expires_at", "key");
        server.output().say("The key is shown this once; keep it now.");
    }
}
