package dev.awa.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** CPU time of a whole server on this machine, that of sessions which have ended included. Linux only. */
final class ServerCpu {
    private static final Path PROC = Path.of("/proc");
    private static final long MICROS_PER_TICK = 10_000; // USER_HZ is 100 wherever /proc is

    private final long postmaster;

    private ServerCpu(long postmaster) {
        this.postmaster = postmaster;
    }

    /** Finds the server by one of its sessions; empty if it isn't on this machine. */
    static Optional<ServerCpu> of(long backendPid) {
        return Stat.read(PROC.resolve(Long.toString(backendPid)))
                .filter(backend -> backend.command.startsWith("postgres"))
                .flatMap(backend -> Stat.read(PROC.resolve(Long.toString(backend.parent))))
                .filter(parent -> parent.command.startsWith("postgres"))
                .map(parent -> new ServerCpu(parent.pid));
    }

    /** Used so far, in microseconds, to the hundredth of a second per process. */
    OptionalLong micros() {
        try (Stream<Path> processes = Files.list(PROC)) {
            long ticks = processes
                    .filter(path ->
                            Character.isDigit(path.getFileName().toString().charAt(0)))
                    .flatMap(path -> Stat.read(path).stream())
                    .mapToLong(stat -> stat.pid == postmaster
                            ? stat.own + stat.endedChildren
                            : stat.parent == postmaster ? stat.own : 0)
                    .sum();
            return OptionalLong.of(ticks * MICROS_PER_TICK);
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private record Stat(long pid, String command, long parent, long own, long endedChildren) {
        static Optional<Stat> read(Path process) {
            try {
                String line = Files.readString(process.resolve("stat"));
                int open = line.indexOf('(');
                int close = line.lastIndexOf(')');
                String[] rest = line.substring(close + 2).split(" ");
                return Optional.of(new Stat(
                        Long.parseLong(line.substring(0, open).strip()),
                        line.substring(open + 1, close),
                        Long.parseLong(rest[1]),
                        Long.parseLong(rest[11]) + Long.parseLong(rest[12]),
                        Long.parseLong(rest[13]) + Long.parseLong(rest[14])));
            } catch (IOException | RuntimeException e) {
                return Optional.empty(); // ended in the meantime, or no /proc here
            }
        }
    }
}
