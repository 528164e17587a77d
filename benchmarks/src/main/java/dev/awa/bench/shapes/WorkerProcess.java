package dev.awa.bench.shapes;

import dev.awa.worker.AwaWorker;
import dev.awa.worker.WorkerLoad;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A process with a worker, told what to do over its standard input, so that no password is in its command line: first the
 * JDBC URL, then {@code start <queue> <concurrency>} and {@code stop} in turn. It ends with its input.
 *
 * <p>While a worker runs it prints {@code started <count> <held>} whenever the count of jobs started since the first
 * worker has changed, or what the worker holds. Each command is answered with {@code done}; before that, {@code stop} is
 * answered with the ids of all jobs that were started since its {@code start}: {@code ran <id> <id> ...}.
 */
final class WorkerProcess {
    private static final long REPORT_EVERY_MILLIS = 5;
    private static final int LONGEST_LINE = 10_000;

    private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    private final ConcurrentLinkedQueue<Long> ran = new ConcurrentLinkedQueue<>();
    private final AtomicLong count = new AtomicLong();
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
            if (words[0].equals("start")) {
                worker = Workers.start(
                        source,
                        List.of(words[1]),
                        Integer.parseInt(words[2]),
                        Workers.handler(this::started, Duration.ZERO));
            } else {
                close();
                ran();
            }
            say("done");
        }
        close();
    }

    private void close() {
        AwaWorker running = worker;
        if (running != null) {
            running.close();
        }
        worker = null;
    }

    private void started(long id) {
        ran.add(id);
        count.incrementAndGet();
    }

    private void ran() {
        while (!ran.isEmpty()) {
            var ids = new StringBuilder("ran");
            while (ids.length() < LONGEST_LINE && !ran.isEmpty()) {
                ids.append(' ').append(ran.poll());
            }
            say(ids.toString());
        }
    }

    private void report() {
        String told = "";
        while (true) {
            try {
                Thread.sleep(REPORT_EVERY_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            AwaWorker running = worker;
            if (running != null) {
                WorkerLoad load = running.load();
                String news = "started " + count + " " + (load.waiting() + load.running() + load.unsettled());
                if (!news.equals(told)) {
                    say(news);
                    told = news;
                }
            }
        }
    }

    private synchronized void say(String line) {
        out.println(line);
        out.flush();
    }
}
