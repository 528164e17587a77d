package dev.awa.bench.shapes;

import dev.awa.worker.AwaWorker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A process with a worker, told what to do over its standard input, so that no password is in its command line: first the
 * JDBC URL, then {@code start <queue> <concurrency>} and {@code stop} in turn. It ends with its input.
 *
 * <p>It answers each with {@code done}. While a worker runs it prints what that has done: {@code ran <id> <id> ...}, and
 * {@code idle} when nothing started since and the worker holds nothing.
 */
final class WorkerProcess {
    private static final long REPORT_EVERY_MILLIS = 5;

    private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    private final ConcurrentLinkedQueue<Long> ran = new ConcurrentLinkedQueue<>();
    private volatile @Nullable AwaWorker worker;

    private WorkerProcess() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws IOException {
        new WorkerProcess().serve(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    }

    private void serve(BufferedReader in) throws IOException {
        var source = new PGSimpleDataSource();
        source.setUrl(in.readLine());
        var reporter = new Thread(this::report, "report");
        reporter.setDaemon(true);
        reporter.start();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            AwaWorker running = worker;
            if (words[0].equals("start")) {
                worker = Workers.start(
                        source,
                        List.of(words[1]),
                        Integer.parseInt(words[2]),
                        Workers.handler(ran::add, Duration.ZERO));
            } else if (running != null) {
                worker = null;
                running.close();
            }
            say("done");
        }
        AwaWorker running = worker;
        if (running != null) {
            running.close();
        }
    }

    private void report() {
        boolean idle = true;
        while (true) {
            try {
                Thread.sleep(REPORT_EVERY_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            AwaWorker running = worker;
            // before looking at what ran: what it holds no more must have been told of
            boolean nothingHeld = running != null && running.load().isIdle();
            var ids = new StringBuilder("ran");
            for (Long id = ran.poll(); id != null; id = ran.poll()) {
                ids.append(' ').append(id);
            }
            if (ids.length() > 3) {
                say(ids.toString());
                idle = false;
            } else if (nothingHeld && !idle) {
                say("idle");
                idle = true;
            }
        }
    }

    private synchronized void say(String line) {
        out.println(line);
        out.flush();
    }
}
