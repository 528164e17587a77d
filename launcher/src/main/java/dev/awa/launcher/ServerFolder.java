package dev.awa.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A folder with the data of servers, each in a folder of its own in it. No server outlives the process that has opened it, even if
 * that is killed: servers are started by a supervisor, a shell of its own session that waits for the end of a pipe from here and then
 * ends them. A shutdown hook alone would leave them behind.
 */
public final class ServerFolder implements AutoCloseable {

    private static final Path MEMORY = Path.of("/dev/shm");

    /** Bytes that are free in memory. A server of the tests takes a few hundred megabytes, and a few run at a time. */
    private static final long ENOUGH = 4L << 30;

    /** Seconds in which a server rolls back, writes and ends, before it has to end at once. */
    private static final int PATIENCE = 20;

    /**
     * $0: the folder, $1: keep or remove, $2: tenths of seconds for servers that are kept to end. Runs the commands that it reads, a line each,
     * and answers with their exit codes. Signals of the terminal are ignored, where they come here: Ctrl-C reaches the process that has the
     * folder too, which may still need its servers.
     */
    private static final String SUPERVISOR = """
            trap '' HUP INT PIPE TERM
            while IFS= read -r command; do
                (trap - HUP INT PIPE TERM; eval "$command") </dev/null
                echo "$?"
            done
            runs() { IFS= read -r now <"$file" && [ "$now" = "$pid" ] && kill -0 "$pid"; }
            for file in "$0"/*/postmaster.pid; do
                IFS= read -r pid <"$file" || continue
                case $pid in '' | *[!0-9]*) continue ;; esac
                if [ "$1" = keep ]; then kill -INT "$pid"; else kill -QUIT "$pid"; fi
                tenths=$2
                while runs; do
                    [ "$tenths" -ne 0 ] || kill -QUIT "$pid"
                    tenths=$((tenths - 1))
                    sleep 0.1
                done
            done 2>/dev/null
            [ "$1" = keep ] || rm -rf "$0"
            """;

    /** Held here because collecting one would close its pipe. */
    private static final Set<ServerFolder> open = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final Process supervisor;
    private final BufferedReader answers;

    private ServerFolder(Path path, boolean keep) throws IOException {
        this.path = path;
        var command = new ArrayList<String>();
        if (isInstalled("setsid")) {
            command.add("setsid"); // out of reach of a kill of our whole process group
        }
        command.addAll(List.of("sh", "-c", SUPERVISOR, path.toString()));
        command.addAll(List.of(keep ? "keep" : "remove", Integer.toString(10 * PATIENCE)));
        supervisor = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
        answers = new BufferedReader(supervisor.inputReader(UTF_8));
        open.add(this);
    }

    /**
     * A new one, which goes with all that is in it. It lies in memory where there is enough: most of what a small database costs is the
     * making of its files.
     *
     * @param prefix of the folder's name
     */
    public static ServerFolder temporary(String prefix) throws IOException {
        return new ServerFolder(Files.createTempDirectory(room(), prefix), false);
    }

    /** A folder that stays with all that is in it; its servers end in order, without recovery at their next start. */
    public static ServerFolder kept(Path path) throws IOException {
        return new ServerFolder(path, true);
    }

    private static Path room() throws IOException {
        boolean isRoomy = Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() >= ENOUGH;
        return isRoomy ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static boolean isInstalled(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
    }

    /** The folder. */
    public Path path() {
        return path;
    }

    /**
     * Lets the supervisor run a command to its end, whatever becomes of this process.
     *
     * @param log what is printed is added to this file
     * @return the exit code
     */
    synchronized int run(List<String> command, Path log) {
        String line = command.stream().map(ServerFolder::quote).collect(Collectors.joining(" ")) + " >>"
                + quote(log.toString()) + " 2>&1\n";
        try {
            OutputStream commands = supervisor.getOutputStream();
            commands.write(line.getBytes(UTF_8));
            commands.flush();
            String code = answers.readLine();
            if (code == null) {
                throw new IOException("it has ended");
            }
            return Integer.parseInt(code);
        } catch (IOException e) {
            throw new LaunchException("the supervisor of the servers in " + path + " does not answer: " + e, e);
        }
    }

    private static String quote(String argument) {
        if (argument.contains("\n")) {
            throw new IllegalArgumentException("there is a line break in " + argument);
        }
        return "'" + argument.replace("'", "'\\''") + "'";
    }

    /** Ends the servers: in order if the folder is kept, otherwise at once, and removes it then. */
    @Override
    public void close() throws IOException {
        supervisor.getOutputStream().close();
        try {
            if (!supervisor.waitFor(PATIENCE + 40, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the servers in " + path + " do not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the supervisor goes on
        }
        open.remove(this);
    }
}
