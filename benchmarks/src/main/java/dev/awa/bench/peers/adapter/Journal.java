package dev.awa.bench.peers.adapter;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Remembers numbers and times, and writes them to a file once it is over: a line each, separated by blanks. */
final class Journal {
    private final Queue<long[]> lines = new ConcurrentLinkedQueue<>();

    void add(long... line) {
        lines.add(line);
    }

    void write(Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (long[] line : lines) {
                for (int i = 0; i < line.length; i++) {
                    out.append(i == 0 ? "" : " ").append(Long.toString(line[i]));
                }
                out.append('\n');
            }
        }
    }

    /** The machine's clock in microseconds since 1970, which all processes share. */
    static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }
}
