// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.home;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One process per home: an operating system lock on {@code <home>/lock}, which ends with the process however it ends. */
public final class HomeLock implements AutoCloseable {
    private static final Map<Path, HomeLock> HELD = new ConcurrentHashMap<>();

    private final Path home;
    private final FileChannel channel;

    private HomeLock(Path home, FileChannel channel) {
        this.home = home;
        this.channel = channel;
    }

    /** Takes the lock, or answers the one this process holds already; refuses with exit code 2 when another has it. */
    public static HomeLock hold(Home home) {
        return HELD.computeIfAbsent(home.path(), path -> take(home));
    }

    private static HomeLock take(Home home) {
        Path file = home.resolve("lock");
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new StartFailure(
                        "The home " + home.path() + " is in use by process " + holder(file) + ". Stop that one, or"
                                + " choose another home with --home DIR.",
                        StartFailure.TAKEN);
            }
            channel.truncate(0);
            channel.write(US_ASCII.encode(Long.toString(ProcessHandle.current().pid())), 0);
            return new HomeLock(home.path(), channel);
        } catch (IOException e) {
            throw StartFailure.cannotWrite(file, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String holder(Path file) throws IOException {
        ByteBuffer pid = ByteBuffer.wrap(Files.readAllBytes(file));
        return pid.hasRemaining() ? US_ASCII.decode(pid).toString() : "(unknown)";
    }

    @Override
    public void close() {
        HELD.remove(home, this);
        try {
            channel.close();
        } catch (IOException e) {
            throw StartFailure.cannotWrite(home, e);
        }
    }
}
