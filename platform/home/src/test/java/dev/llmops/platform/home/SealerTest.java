// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealerTest {
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir
    Path temp;

    private Home home() {
        return new Home(temp);
    }

    @Test
    void aSecretComesBackAfterARestart() {
        String sealed = MasterKey.of(home(), null).sealer().seal("sk-upstream ✓", "upstream 1");
        assertThat(sealed).startsWith("v1.").doesNotContain("sk-upstream");
        assertThat(MasterKey.of(home(), null).sealer().open(sealed, "upstream 1"))
                .isEqualTo("sk-upstream ✓");
    }

    @Test
    void theSameSecretIsSealedDifferentlyEachTime() {
        Sealer sealer = MasterKey.random().sealer();
        assertThat(sealer.seal("x", "c")).isNotEqualTo(sealer.seal("x", "c"));
    }

    @Test
    void everyAlteredCharacterIsNoticed() {
        Sealer sealer = MasterKey.random().sealer();
        String sealed = sealer.seal("secret", "context");
        for (int i = 0; i < sealed.length() - 1; i++) {
            char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
            String altered = sealed.substring(0, i) + other + sealed.substring(i + 1);
            assertThatThrownBy(() -> sealer.open(altered, "context")).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> sealer.open(sealed.substring(0, 14), "context"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sealer.open("", "context")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anotherContextDoesNotOpenIt() {
        Sealer sealer = MasterKey.random().sealer();
        String sealed = sealer.seal("secret", "upstream 1");
        assertThatThrownBy(() -> sealer.open(sealed, "upstream 2")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anotherKeyIsNamed() {
        MasterKey other = MasterKey.random();
        String sealed = MasterKey.random().sealer().seal("secret", "c");
        assertThatThrownBy(() -> other.sealer().open(sealed, "c"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(other.id());
    }

    @Test
    void derivedKeysDifferByPurposeAndStayTheSame() {
        Sealer sealer = MasterKey.of(home(), null).sealer();
        assertThat(sealer.deriveKey("pepper"))
                .hasSize(32)
                .isNotEqualTo(sealer.deriveKey("session"))
                .isEqualTo(MasterKey.of(home(), null).sealer().deriveKey("pepper"));
    }

    @Test
    void theKeyFileIsPrivate() throws IOException {
        assertThat(MasterKey.of(home(), null)).isNotNull();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("master.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aKeyFromTheEnvironmentIsNotWrittenDown() {
        assertThat(MasterKey.of(home(), KEY)).isNotNull();
        assertThat(temp.resolve("master.key")).doesNotExist();
    }

    @Test
    void anotherKeyThanBeforeIsRefused() {
        String before = MasterKey.of(home(), null).id();
        assertThatThrownBy(() -> MasterKey.of(home(), KEY))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(before);
    }

    @Test
    void aLostKeyIsNotReplacedByANewOne() throws IOException {
        assertThat(MasterKey.of(home(), null)).isNotNull();
        Files.delete(temp.resolve("master.key"));
        assertThatThrownBy(() -> MasterKey.of(home(), null))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("backup");
    }

    @Test
    void aKeyOfTheWrongLengthOrFormIsRefusedWithoutRepeatingIt() {
        String tooShort = Base64.getEncoder().encodeToString(new byte[16]);
        assertThatThrownBy(() -> MasterKey.of(home(), tooShort))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("16 bytes");
        assertThatThrownBy(() -> MasterKey.of(home(), "not base64!"))
                .isInstanceOf(StartFailure.class)
                .hasMessageNotContaining("not base64!");
    }
}
