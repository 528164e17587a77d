package dev.awa.testkit;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A temporary folder with the data of servers, each in a folder of its own in it. It goes with all servers in it when it is
 * closed, and also when this JVM is killed: a shell waits for the end of the pipe from here. A shutdown hook alone would leave
 * them behind.
 *
 * <p>It lies in memory where there is enough: most of what a small database costs is the making of its files.
 */
public final class ServerFolder implements AutoCloseable {

    private static final Path MEMORY = Path.of("/dev/shm");

    /** Bytes that are free in memory. A server of the tests takes a few hundred megabytes, and a few run at a time. */
    private static final long ENOUGH = 4L << 30;

    private static final String GUARD = """
            trap '' HUP INT TERM
            read -r _
            for file in "$0"/*/postmaster.pid; do
                read -r pid <"$file" && kill -QUIT "$pid" && while kill -0 "$pid"; do sleep 0.1; done
            done 2>/dev/null
            rm -rf "$0"
            """;

    private final Path path;
    private final @Nullable Process guard;

    private ServerFolder(Path path, @Nullable Process guard) {
        this.path = path;
        this.guard = guard;
    }

    /**
     * A new one. On Windows, which has no shell for it, it stays when this JVM ends, with its servers.
     *
     * @param prefix of the folder's name
     */
    public static ServerFolder create(String prefix) throws IOException {
        Path path = Files.createTempDirectory(room(), prefix);
        if (System.getProperty("os.name").startsWith("Windows")) {
            return new ServerFolder(path, null);
        }
        return new ServerFolder(
                path,
                new ProcessBuilder("sh", "-c", GUARD, path.toString())
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD)
                        .start());
    }

    private static Path room() throws IOException {
        boolean isRoomy = Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= ENOUGH;
        return isRoomy ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** The folder. */
    public Path path() {
        return path;
    }

    /** Ends the servers at once, and removes their data. */
    @Override
    public void close() throws IOException, InterruptedException {
        if (guard == null) {
            return;
        }
        guard.getOutputStream().close();
        if (!guard.waitFor(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the servers in " + path + " do not end");
        }
    }
}
