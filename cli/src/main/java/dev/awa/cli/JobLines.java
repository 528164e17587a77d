package dev.awa.cli;

import dev.awa.worker.JobEvent;
import dev.awa.worker.JobInfo;
import dev.awa.worker.JobListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints one line for each attempt that has ended: time, id, kind, queue, attempt, outcome, duration, and why. */
final class JobLines implements JobListener {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private final PrintWriter out;

    JobLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void on(JobEvent event) {
        String line = line(event);
        if (line != null) {
            out.println(LocalTime.now().format(TIME) + "  " + line);
            out.flush();
        }
    }

    static @Nullable String line(JobEvent event) {
        JobInfo job = event.job();
        if (event instanceof JobEvent.Completed e) {
            return line(job, "completed", e.took(), "");
        } else if (event instanceof JobEvent.Retried e) {
            return line(job, "retryable", e.took(), again(e.nextRunAt()) + firstLine(e.error()));
        } else if (event instanceof JobEvent.Failed e) {
            return line(job, "failed", e.took(), firstLine(e.error()));
        } else if (event instanceof JobEvent.Snoozed e) {
            return line(job, "snoozed", null, again(e.nextRunAt()));
        } else if (event instanceof JobEvent.Cancelled e) {
            return line(job, "cancelled", null, e.reason() == null ? "" : firstLine(e.reason()));
        } else if (event instanceof JobEvent.LeaseLost e) {
            return line(job, "taken away", null, e.reason().name().toLowerCase(Locale.ROOT));
        } else if (event instanceof JobEvent.Released e) {
            return line(job, "handed back", null, firstLine(e.reason()));
        }
        return null; // Started: its end will be told
    }

    private static String line(JobInfo job, String outcome, @Nullable Duration took, String detail) {
        return String.format(
                        Locale.ROOT,
                        "#%-6d %-16s %-9s attempt %-5s  %-11s %8s  %s",
                        job.id(),
                        job.kind(),
                        job.queue(),
                        job.attempt() + "/" + job.maxAttempts(),
                        outcome,
                        took == null ? "" : duration(took),
                        detail)
                .stripTrailing();
    }

    static String duration(Duration took) {
        long millis = took.toMillis();
        return millis < 10_000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    private static String again(@Nullable Instant at) {
        return at == null ? "" : "again at " + at.atZone(ZoneId.systemDefault()).format(TIME) + "  ";
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
