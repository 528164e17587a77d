package dev.awa.cli.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.security.auth.module.UnixSystem;
import dev.awa.cli.CliException;
import dev.awa.launcher.Trees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which {@code awa dev} keeps its server, and the proof that it is running: a file lock, which the
 * operating system takes back however the process ended. Only the holder of the lock touches anything in the folder.
 */
public final class DevFolder implements AutoCloseable {
    private final Path path;
    private final FileChannel lockFile;

    private DevFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** What a running {@code awa dev} tells others: the database's URL, with its password, and the receiver's. */
    public record Announcement(String databaseUrl, String receiverUrl) {}

    /** Takes the folder, creating it where it is missing; at most one process has it. */
    public static DevFolder take(Path path) {
        try {
            if (Files.notExists(path)) {
                Files.createDirectories(path.toAbsolutePath().getParent());
                Files.createDirectory(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (!isMine(path)) {
                throw new CliException(path + " belongs to "
                        + Files.getOwner(path).getName() + ", not to "
                        + System.getProperty("user.name") + ": run awa dev as the same user as before, or give it"
                        + " another folder with --dir.");
            }
            FileChannel lockFile =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lockFile.tryLock() == null) {
                lockFile.close();
                throw new CliException("awa dev is running already with " + path + "; stop that one with Ctrl-C first,"
                        + " or give this one another folder with --dir.");
            }
            return new DevFolder(path.toRealPath(), lockFile);
        } catch (IOException e) {
            throw new CliException("The folder " + path + " cannot be used: " + e + ".", e);
        }
    }

    /** What the {@code awa dev} that has the folder announces; empty if none is running, or not yet ready. */
    public static Optional<Announcement> running(Path path) {
        Path lock = path.resolve("lock");
        if (!Files.isReadable(lock)) {
            return Optional.empty();
        }
        try (FileChannel lockFile = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            try (@Nullable FileLock free = lockFile.tryLock()) {
                if (free != null) {
                    return Optional.empty();
                }
            }
            List<String> lines = Files.readAllLines(path.resolve("announcement"), UTF_8);
            return Optional.of(new Announcement(lines.get(0), lines.get(1)));
        } catch (java.nio.file.NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new CliException("The folder " + path + " cannot be read: " + e + ".", e);
        }
    }

    static boolean isMine(Path path) throws IOException {
        return ((Integer) Files.getAttribute(path, "unix:uid")).longValue() == new UnixSystem().getUid();
    }

    public Path path() {
        return path;
    }

    public void announce(Announcement announcement) throws IOException {
        writePrivate("announcement", announcement.databaseUrl() + "\n" + announcement.receiverUrl() + "\n");
    }

    /** Writes a file that nobody else may read, as a whole or not at all. */
    Path writePrivate(String name, String content) throws IOException {
        Path temporary = path.resolve(name + ".new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, content);
        return Files.move(temporary, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes a file or folder of this folder with all that is in it; nothing to delete is fine. */
    void delete(String name) throws IOException {
        Trees.delete(path.resolve(name));
    }

    @Override
    public void close() throws IOException {
        delete("announcement");
        lockFile.close();
    }
}
