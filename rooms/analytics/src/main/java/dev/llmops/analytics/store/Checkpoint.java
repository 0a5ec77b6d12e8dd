// SPDX-License-Identifier: Apache-2.0
package dev.llmops.analytics.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jboss.logging.Logger;

/**
 * Where the loader goes on in each lane. Only a shortcut: an older one, or none, makes it read more again and store
 * nothing twice. Written after the day files, replaced as a whole.
 */
final class Checkpoint {
    private static final Logger LOG = Logger.getLogger(Checkpoint.class);

    private final Path file;
    private volatile Map<String, Place> saved = Map.of();

    Checkpoint(Path file) {
        this.file = file;
    }

    /**
     * @param loaded everything below was stored
     * @param needed where reading begins, to find calls still open
     */
    record Place(long loaded, long needed) {}

    Map<String, Place> read() {
        try {
            saved = Files.exists(file) ? parse(Files.readString(file, UTF_8)) : Map.of();
        } catch (IOException | IllegalArgumentException e) {
            LOG.warnf(e, "analytics: the checkpoint cannot be read; the log is read from its beginning");
            saved = Map.of();
        }
        return saved;
    }

    private static Map<String, Place> parse(String text) {
        int lastLine = text.lastIndexOf("crc ");
        if (lastLine < 0 || !text.substring(lastLine).strip().equals("crc " + checksum(text.substring(0, lastLine)))) {
            throw new IllegalArgumentException("the checksum does not match");
        }
        Map<String, Place> places = new TreeMap<>();
        text.substring(0, lastLine).lines().forEach(line -> {
            String[] parts = line.split(" ", -1);
            places.put(parts[0], new Place(Long.parseLong(parts[1]), Long.parseLong(parts[2])));
        });
        return places;
    }

    /** Makes the next start read the log from its beginning. */
    void forget() {
        try {
            Files.deleteIfExists(file);
            saved = Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoint " + file + " cannot be removed", e);
        }
    }

    void write(Map<String, Place> places) throws IOException {
        if (places.equals(saved)) {
            return;
        }
        StringBuilder text = new StringBuilder();
        new TreeMap<>(places).forEach((lane, place) -> text.append(lane)
                .append(' ')
                .append(place.loaded())
                .append(' ')
                .append(place.needed())
                .append('\n'));
        String checksum = checksum(text.toString());
        text.append("crc ").append(checksum).append('\n');
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, text, UTF_8);
        Files.move(next, file, ATOMIC_MOVE, REPLACE_EXISTING);
        saved = Map.copyOf(places);
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
