// SPDX-License-Identifier: Apache-2.0
package dev.llmops.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The contexts a person works in, in a file only they can read ({@code LLMOPS_CONFIG} or ~/.config/llmops). */
final class Contexts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Path file;
    private final Map<String, String> environment;

    Contexts(Map<String, String> environment) {
        this.environment = environment;
        String configured = environment.get("LLMOPS_CONFIG");
        this.file = configured != null
                ? Path.of(configured)
                : Path.of(System.getProperty("user.home"), ".config", "llmops", "contexts.json");
    }

    /** The context to use: a named one, else the environment's, else the current one, else this machine's own server. */
    Context resolve(Optional<String> name) {
        if (name.isPresent()) {
            return find(name.get())
                    .orElseThrow(() -> new Refusal(
                            Refusal.USAGE,
                            "context: '" + name.get() + "' (expected: one of " + names()
                                    + "); see llmops context list"));
        }
        String key = environment.get("LLMOPS_API_KEY");
        if (key != null) {
            return new Context("environment", environment.getOrDefault("LLMOPS_URL", "http://127.0.0.1:8080"), key);
        }
        return current().flatMap(this::find).orElseGet(this::local);
    }

    List<Context> all() {
        List<Context> contexts = new ArrayList<>();
        ObjectNode stored = read();
        stored.path("contexts")
                .properties()
                .forEach(entry -> contexts.add(new Context(
                        entry.getKey(),
                        entry.getValue().path("url").asText(),
                        entry.getValue().path("key").asText())));
        return contexts;
    }

    Optional<String> current() {
        String name = read().path("current").asText("");
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    void put(Context context) {
        ObjectNode stored = read();
        stored.withObject("/contexts")
                .putObject(context.name())
                .put("url", context.url())
                .put("key", context.key());
        stored.put("current", context.name());
        write(stored);
    }

    void use(String name) {
        if (find(name).isEmpty()) {
            throw new Refusal(Refusal.USAGE, "context: '" + name + "' (expected: one of " + names() + ")");
        }
        write(read().put("current", name));
    }

    void remove(String name) {
        ObjectNode stored = read();
        stored.withObject("/contexts").remove(name);
        if (name.equals(stored.path("current").asText())) {
            stored.remove("current");
        }
        write(stored);
    }

    private Optional<Context> find(String name) {
        return all().stream().filter(context -> context.name().equals(name)).findFirst();
    }

    private List<String> names() {
        return all().stream().map(Context::name).toList();
    }

    private Context local() {
        String home = environment.getOrDefault("LLMOPS_HOME", System.getProperty("user.home") + "/.llmops");
        Path keyFile = Path.of(home, "admin.key");
        try {
            return new Context(
                    "local",
                    environment.getOrDefault("LLMOPS_URL", "http://127.0.0.1:8080"),
                    Files.readString(keyFile).strip());
        } catch (IOException e) {
            throw new Refusal(
                    Refusal.USAGE,
                    "no context is set and " + keyFile + " cannot be read; start a server with llmops up, or add one:"
                            + " llmops context add NAME --url URL --key-file FILE");
        }
    }

    private ObjectNode read() {
        if (!Files.exists(file)) {
            return JSON.createObjectNode();
        }
        try {
            return (ObjectNode) JSON.readTree(Files.readString(file));
        } catch (JsonProcessingException | ClassCastException e) {
            throw new Refusal(Refusal.USAGE, file + " is not readable as JSON; correct or remove it");
        } catch (IOException e) {
            throw new Refusal(Refusal.USAGE, file + " cannot be read: " + e.getMessage());
        }
    }

    private void write(ObjectNode stored) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(
                    folder,
                    "contexts",
                    ".json",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(stored));
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new Refusal(Refusal.REFUSED, file + " cannot be written: " + e.getMessage());
        }
    }
}
