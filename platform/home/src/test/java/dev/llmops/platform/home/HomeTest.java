// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @TempDir
    Path temp;

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aMissingHomeIsMadeForItsOwnerAlone() throws IOException {
        Home home = new Home(temp.resolve("a/b")).prepare();
        assertThat(mode(home.path())).isEqualTo("rwx------");
    }

    @Test
    void aHomeThatOthersMayReadIsClosed() throws IOException {
        Path open = Files.createDirectory(temp.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        new Home(open).prepare();
        assertThat(mode(open)).isEqualTo("rwx------");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsRefusedWithWhatToDo() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        assertThatThrownBy(() -> new Home(file.resolve("home")).prepare())
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("--home DIR");
    }

    @Test
    void aFullDiskIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> new Home(temp).prepare(Long.MAX_VALUE))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(temp.toString())
                .hasMessageContaining("Free some space");
    }

    @Test
    void aTakenPortEndsWithTwoAndNamesTheOption() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThatThrownBy(() -> LlmopsMain.portMustBeFree("127.0.0.1", port))
                    .isInstanceOfSatisfying(StartFailure.class, failure -> assertThat(failure.exitCode())
                            .isEqualTo(2))
                    .hasMessageContaining("--port")
                    .hasMessageContaining(port);
        }
    }

    @Test
    void aPortThatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> LlmopsMain.portMustBeFree("127.0.0.1", "80x"))
                .hasMessage("--port: '80x' (expected: a number from 0 to 65535, such as 8080)");
        assertThatThrownBy(() -> LlmopsMain.portMustBeFree("127.0.0.1", "65536"))
                .isInstanceOf(StartFailure.class);
    }

    @Test
    void aPrivateFileIsReplacedAsAWhole() throws IOException {
        Path file = temp.resolve("admin.key");
        PrivateFiles.write(file, "first");
        PrivateFiles.write(file, "second");
        assertThat(file).hasContent("second");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(temp).isDirectoryNotContaining(path -> path.toString().endsWith(".draft"));
    }
}
