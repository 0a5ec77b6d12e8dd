// SPDX-License-Identifier: Apache-2.0
package dev.llmops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.analytics.UsageHistory;
import dev.llmops.platform.home.Home;
import dev.llmops.platform.home.LifecycleStep;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Loads the demonstration once, when asked to, and leaves {@code demo.json} for whoever wants to call it. */
@Singleton
final class DemoStep implements LifecycleStep {
    private static final Logger LOG = Logger.getLogger(DemoStep.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Home home;
    private final UsageHistory history;
    private final Clock clock;
    private final boolean wanted;
    private final int port;

    DemoStep(
            Home home,
            UsageHistory history,
            Clock clock,
            @ConfigProperty(name = "llmops.demo", defaultValue = "false") boolean wanted,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        this.home = home;
        this.history = history;
        this.clock = clock;
        this.wanted = wanted;
        this.port = port;
    }

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public int order() {
        return 80;
    }

    @Override
    public void start() throws IOException {
        if (!wanted) {
            return;
        }
        Optional<JsonNode> before = written();
        if (before.isPresent() && before.get().path("complete").asBoolean()) {
            writeFor(
                    port,
                    before.get().path("api_key").asText(),
                    before.get().path("service").asText());
            return;
        }
        DemoApi admin = new DemoApi(
                "http://127.0.0.1:" + port,
                Files.readString(home.resolve("admin.key")).strip());
        // First what somebody made, so that its meaning is known before that of thousands of models.
        new DemoTeam(admin).register();
        int models = new DemoModels(admin).register();
        List<DemoService> services = new DemoServices(admin).publish();
        DemoSubscriber.Subscribed subscribed = new DemoSubscriber(admin).subscribe(services);
        history.backfill(new DemoHistory(clock.instant()).calls(subscribed));
        writeFor(port, subscribed.first().key(), subscribed.first().service().slug());
        LOG.infof("demonstration loaded: %d models, %d services", models, services.size());
    }

    private Path file() {
        return home.resolve("demo.json");
    }

    private Optional<JsonNode> written() throws IOException {
        return Files.exists(file()) ? Optional.of(JSON.readTree(Files.readString(file()))) : Optional.empty();
    }

    /** Only its owner can read the file; it appears whole or not at all. */
    private void writeFor(int port, String key, String slug) throws IOException {
        ObjectNode content = JSON.createObjectNode()
                .put("base_url", "http://127.0.0.1:" + port + "/v1")
                .put("api_key", key)
                .put("service", slug)
                .put("complete", true);
        Path fresh = Files.createTempFile(
                home.path(),
                "demo",
                ".json",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n");
        Files.move(fresh, file(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
