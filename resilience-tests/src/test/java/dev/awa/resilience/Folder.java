package dev.awa.resilience;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A temporary folder with the data of servers. It goes with all servers in it when it is closed, and also when this JVM
 * is killed: a shell waits for the end of the pipe from here.
 */
final class Folder implements AutoCloseable {

    private static final String GUARD = """
            trap '' HUP INT TERM
            read -r _
            for file in "$0"/*/postmaster.pid; do
                read -r pid <"$file" && kill -QUIT "$pid" && while kill -0 "$pid"; do sleep 0.1; done
            done 2>/dev/null
            rm -rf "$0"
            """;

    private final Path path;
    private final Process guard;

    private Folder(Path path, Process guard) {
        this.path = path;
        this.guard = guard;
    }

    static Folder create() throws IOException {
        Path path = Files.createTempDirectory("awa-resilience-");
        if (Programs.isRoot()) {
            Files.setOwner(
                    path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        }
        Process guard = new ProcessBuilder("sh", "-c", GUARD, path.toString())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        return new Folder(path, guard);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        guard.getOutputStream().close();
        if (!guard.waitFor(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the servers in " + path + " do not end");
        }
    }
}
