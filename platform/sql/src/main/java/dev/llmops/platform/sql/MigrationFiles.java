// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** The migrations of one schema, read from the class path once: by Flyway when it runs, else only for the fingerprint. */
final class MigrationFiles implements ResourceProvider {
    private final String folder;
    private final SortedMap<String, String> textByName;

    private MigrationFiles(String folder, SortedMap<String, String> textByName) {
        this.folder = folder;
        this.textByName = textByName;
    }

    static MigrationFiles of(String schema, ClassLoader loader) {
        String folder = "db/" + schema + "/";
        SortedMap<String, String> found = new TreeMap<>();
        try {
            for (URL url : Collections.list(loader.getResources(folder))) {
                switch (url.getProtocol()) {
                    case "file" -> readDirectory(Path.of(URI.create(url.toString())), found);
                    case "jar" -> readJar((JarURLConnection) url.openConnection(), folder, found);
                    default -> throw new IllegalStateException("migrations in an unknown kind of place: " + url);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (found.isEmpty()) {
            throw new IllegalStateException("the schema " + schema + " has no migrations in " + folder);
        }
        return new MigrationFiles(folder, found);
    }

    private static void readDirectory(Path directory, Map<String, String> found) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".sql")).toList()) {
                found.put(String.valueOf(file.getFileName()), Files.readString(file));
            }
        }
    }

    private static void readJar(JarURLConnection connection, String folder, Map<String, String> found)
            throws IOException {
        connection.setUseCaches(false);
        try (var jar = connection.getJarFile()) {
            for (var entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                if (name.startsWith(folder) && name.endsWith(".sql") && name.indexOf('/', folder.length()) < 0) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        found.put(name.substring(folder.length()), new String(in.readAllBytes(), UTF_8));
                    }
                }
            }
        }
    }

    /** Changes when a file is added, removed, renamed or edited. */
    String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            textByName.forEach((name, text) -> {
                digest.update((name + "\0" + text.length() + "\0").getBytes(UTF_8));
                digest.update(text.getBytes(UTF_8));
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    @Override
    public @Nullable LoadableResource getResource(String path) {
        String name = path.startsWith(folder) ? path.substring(folder.length()) : path;
        String text = textByName.get(name);
        return text == null ? null : new Migration(folder + name, name, text);
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        List<LoadableResource> found = new ArrayList<>();
        textByName.forEach((name, text) -> {
            if (name.startsWith(prefix) && Arrays.stream(suffixes).anyMatch(name::endsWith)) {
                found.add(new Migration(folder + name, name, text));
            }
        });
        return found;
    }

    private static final class Migration extends LoadableResource {
        private final String path;
        private final String name;
        private final String text;

        Migration(String path, String name, String text) {
            this.path = path;
            this.name = name;
            this.text = text;
        }

        @Override
        public Reader read() {
            return new StringReader(text);
        }

        @Override
        public String getAbsolutePath() {
            return path;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return path;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return path;
        }
    }
}
