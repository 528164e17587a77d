package dev.awa.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Folders that are made once and then only read, by all processes of a user. The name of one tells everything that its content depends
 * on.
 *
 * @param folder that they are in, by its absolute path
 */
record Cache(Path folder) {

    /** In {@code awa} of {@code XDG_CACHE_HOME}, which is {@code ~/.cache} if it is not set. */
    static final Cache OF_USER = new Cache(ofUser());

    /** Fills a folder that does not exist yet. */
    interface Maker {
        void make(Path folder) throws IOException;
    }

    private static Path ofUser() {
        String home = System.getenv("XDG_CACHE_HOME");
        Path caches =
                home == null || home.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(home);
        return caches.resolve("awa").toAbsolutePath();
    }

    /**
     * The folder of this name.
     *
     * @param maker makes it if it is not there; what it leaves unfinished is never seen
     * @throws LaunchException if it cannot be made
     */
    Path get(String name, Maker maker) {
        Path made = folder.resolve(name);
        if (Files.notExists(made)) {
            try {
                makeOnce(made, maker);
            } catch (IOException e) {
                throw new LaunchException("the folder " + made + " cannot be made: " + e, e);
            }
        }
        return made;
    }

    private void makeOnce(Path made, Maker maker) throws IOException {
        // a file lock keeps other processes out, and ends with a process that is killed; the monitor keeps other
        // threads out
        synchronized (Cache.class) {
            Files.createDirectories(folder);
            try (FileChannel file = FileChannel.open(
                    folder.resolve(made.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE)) {
                file.lock();
                if (Files.notExists(made)) {
                    Path unfinished = made.resolveSibling(made.getFileName() + ".new");
                    Trees.delete(unfinished);
                    maker.make(unfinished);
                    Files.move(unfinished, made, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
    }
}
