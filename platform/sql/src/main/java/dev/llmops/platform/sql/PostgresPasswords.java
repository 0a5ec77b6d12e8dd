// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.platform.home.PrivateFiles;
import dev.llmops.platform.home.StartFailure;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/** The generated passwords of the embedded server, in a file that only its owner may read. */
record PostgresPasswords(String admin, String owner, String serve, String system) {
    private static final int BYTES = 24;

    static PostgresPasswords in(Path directory, boolean fresh) {
        Path file = directory.resolve("passwords");
        try {
            if (fresh && !Files.exists(file)) {
                PostgresPasswords made = random();
                PrivateFiles.write(file, made.text());
                return made;
            }
            Properties read = new Properties();
            read.load(new StringReader(Files.readString(file)));
            return new PostgresPasswords(
                    read.getProperty("admin", ""),
                    read.getProperty("owner", ""),
                    read.getProperty("serve", ""),
                    read.getProperty("system", ""));
        } catch (IOException e) {
            throw new StartFailure("The passwords of the built-in PostgreSQL cannot be read from " + file + " ("
                    + e.getMessage() + "). Restore the file from your backup of the home.");
        }
    }

    private static PostgresPasswords random() {
        SecureRandom random = new SecureRandom();
        return new PostgresPasswords(password(random), password(random), password(random), password(random));
    }

    private static String password(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private String text() {
        return "admin=" + admin + "\nowner=" + owner + "\nserve=" + serve + "\nsystem=" + system + "\n";
    }

    @Override
    public String toString() {
        return "PostgresPasswords[hidden]";
    }
}
