// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarTest {
    @TempDir
    Path temp;

    private static byte[] entry(String name, char kind, String link, String content) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000755");
        put(header, 124, "%011o".formatted(content.length()));
        header[156] = (byte) kind;
        put(header, 157, link);
        put(header, 257, "ustar  ");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header);
        out.writeBytes(content.getBytes(US_ASCII));
        out.writeBytes(new byte[(512 - content.length() % 512) % 512]);
        return out.toByteArray();
    }

    private static void put(byte[] header, int offset, String text) {
        System.arraycopy(text.getBytes(US_ASCII), 0, header, offset, text.length());
    }

    private void unpack(byte[] archive) throws IOException {
        Tar.unpack(new ByteArrayInputStream(archive), temp, name -> true);
    }

    @Test
    void filesDirectoriesAndLinksComeOut() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        archive.writeBytes(entry("lib/", '5', "", ""));
        archive.writeBytes(entry("lib/a.so.1", '0', "", "x".repeat(700)));
        archive.writeBytes(entry("lib/a.so", '2', "a.so.1", ""));
        archive.writeBytes(new byte[1024]);
        unpack(archive.toByteArray());
        assertThat(temp.resolve("lib/a.so")).hasContent("x".repeat(700));
        assertThat(Files.isExecutable(temp.resolve("lib/a.so.1"))).isTrue();
    }

    @Test
    void anEntryThatLeavesItsDirectoryIsRefused() {
        assertThatThrownBy(() -> unpack(entry("../outside", '0', "", "x"))).hasMessageContaining("leaves");
        assertThatThrownBy(() -> unpack(entry("a", '2', "../../etc/passwd", "")))
                .hasMessageContaining("leaves");
        assertThat(temp.resolveSibling("outside")).doesNotExist();
    }

    @Test
    void aCutArchiveIsNoticed() {
        byte[] whole = entry("a", '0', "", "x".repeat(1000));
        byte[] cut = java.util.Arrays.copyOf(whole, 800);
        assertThatThrownBy(() -> unpack(cut)).isInstanceOf(EOFException.class);
    }

    @Test
    void anUnknownKindOfEntryIsRefused() {
        assertThatThrownBy(() -> unpack(entry("device", '3', "", ""))).hasMessageContaining("unknown kind");
    }
}
