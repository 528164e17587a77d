package dev.awa.cli.schedule;

import dev.awa.cli.CliException;
import dev.awa.client.JsonCodec;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at schedules, and does with one what the verbs do. */
@Command(
        name = "schedule",
        mixinStandardHelpOptions = true,
        description = {
            "Lists schedules, and pauses, resumes, triggers, backfills or deletes one.",
            "Exit code 1 if it is not done: there is no such schedule, or nothing to do. 'awa apply' declares them."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ScheduleCommand.ListAll.class,
            ScheduleCommand.Show.class,
            ScheduleCommand.Next.class,
            ScheduleCommand.Pause.class,
            ScheduleCommand.Resume.class,
            ScheduleCommand.Trigger.class,
            ScheduleCommand.Backfill.class,
            ScheduleCommand.Delete.class
        })
public final class ScheduleCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which of its commands?");
    }

    /** A command about one schedule. */
    abstract static class OfOne implements Runnable {
        @Parameters(paramLabel = "NAME", description = "The name of the schedule.")
        @SuppressWarnings("NullAway.Init") // picocli requires it
        String name;

        @Mixin
        final CallOptions options = new CallOptions();

        /** Runs a call that answers with one object, as JSON and to {@link #check} and {@link #say}. */
        final void tell(SqlCall call) {
            options.run(
                    call,
                    UnaryOperator.identity(),
                    rows -> rows.isEmpty() ? Map.of() : rows.get(0),
                    rows -> {
                        if (rows.isEmpty()) {
                            throw none();
                        }
                        check(rows.get(0));
                    },
                    rows -> say(rows.get(0)));
        }

        /** Throws if a row says that it is not done. */
        void check(Map<String, Object> row) {}

        abstract void say(Map<String, Object> row);

        final String quoted() {
            return '"' + name + '"';
        }

        final void say(String sentence) {
            options.out().println(sentence);
        }

        final CliException none() {
            return new CliException("There is no schedule " + quoted() + ".");
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the schedules that one may see.")
    static final class ListAll implements Runnable {
        private static final String[] HEAD = {"NAME", "SPEC", "ZONE", "KIND", "QUEUE", "NEXT", "LAST", "STATE"};

        @Mixin
        private final CallOptions options = new CallOptions();

        @Override
        public void run() {
            options.run(SqlCall.query("select * from awa.schedules order by name"), rows -> {
                List<String[]> lines = new ArrayList<>();
                lines.add(HEAD);
                for (Map<String, Object> row : rows) {
                    lines.add(new String[] {
                        String.valueOf(row.get("name")),
                        String.valueOf(row.get("spec")),
                        String.valueOf(row.get("zone")),
                        String.valueOf(row.get("kind")),
                        String.valueOf(row.get("queue")),
                        time(row.get("next_fire_at")),
                        time(row.get("last_fire_at")),
                        state(row)
                    });
                }
                print(options.out(), lines);
            });
        }

        private static String state(Map<String, Object> row) {
            if (Boolean.TRUE.equals(row.get("paused"))) {
                return "paused by " + row.get("paused_by")
                        + (row.get("paused_until") == null ? "" : " until " + time(row.get("paused_until")))
                        + (row.get("pause_reason") == null ? "" : ": " + row.get("pause_reason"));
            }
            if (!Integer.valueOf(0).equals(row.get("failures"))) {
                return "fails: " + row.get("last_error");
            }
            return row.get("next_fire_at") == null ? "over" : "on";
        }

        private static void print(PrintWriter out, List<String[]> lines) {
            int[] widths = IntStream.range(0, HEAD.length)
                    .map(column -> lines.stream()
                            .mapToInt(line -> line[column].length())
                            .max()
                            .orElse(0))
                    .toArray();
            for (String[] line : lines) {
                StringBuilder text = new StringBuilder();
                for (int column = 0; column < line.length; column++) {
                    text.append(String.format(Locale.ROOT, "%-" + widths[column] + "s  ", line[column]));
                }
                out.println(text.toString().stripTrailing());
            }
        }
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows all that is known of a schedule.")
    static final class Show extends OfOne {
        @Override
        public void run() {
            tell(SqlCall.query("select * from awa.schedules where name = ?", name));
        }

        @Override
        void say(Map<String, Object> row) {
            row.forEach((field, value) -> {
                if (value != null) {
                    boolean isTime = field.endsWith("_at") || field.equals("paused_until");
                    options.out().printf(Locale.ROOT, "%-16s %s%n", field, isTime ? time(value) : text(value));
                }
            });
        }
    }

    @Command(
            name = "next",
            mixinStandardHelpOptions = true,
            description = "Shows when a schedule fires next, or a spec would.")
    static final class Next implements Runnable {
        @Parameters(paramLabel = "NAME", arity = "0..1", description = "The name of a schedule.")
        private @Nullable String name;

        @Option(
                names = "--spec",
                paramLabel = "SPEC",
                description = "A spec such as '0 3 * * *', instead of a schedule.")
        private @Nullable String cron;

        @Option(names = "--zone", paramLabel = "ZONE", description = "The zone of the spec; UTC unless told.")
        private String zone = "UTC";

        @Option(names = "-n", paramLabel = "N", description = "How many fires; 5 unless told.")
        private int count = 5;

        @Mixin
        private final CallOptions options = new CallOptions();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
        private CommandSpec spec;

        @Override
        public void run() {
            if ((name == null) == (cron == null)) {
                throw new ParameterException(spec.commandLine(), "Either a schedule's NAME, or --spec.");
            }
            SqlCall call = cron != null
                    ? SqlCall.of("next_fires")
                            .with("spec", cron)
                            .with("zone", zone)
                            .with("n", count, "int")
                    : SqlCall.query("""
                            select f.fire_at
                            from awa.schedules s
                            cross join lateral awa.next_fires(
                              s.spec, s.zone, n => ?::int,
                              after => greatest(now(), (s.opts ->> 'start_at')::timestamptz - interval '1 us'),
                              opts => jsonb_strip_nulls(jsonb_build_object('name', s.name, 'days', s.opts -> 'days'))) f
                            where s.name = ? and f.fire_at <= (s.opts ->> 'end_at')::timestamptz is not false
                            order by f.fire_at""", Integer.toString(count), String.valueOf(name));
            options.run(
                    call,
                    UnaryOperator.identity(),
                    rows -> rows.stream().map(row -> time(row.get("fire_at"))).toList(),
                    rows -> {
                        if (rows.isEmpty()) {
                            throw new CliException("There is no schedule \"" + name + "\", or it is over.");
                        }
                    },
                    rows -> rows.forEach(row -> options.out().println(time(row.get("fire_at")))));
        }
    }

    @Command(name = "pause", mixinStandardHelpOptions = true, description = "Pauses a schedule: nothing fires.")
    static final class Pause extends OfOne {
        @Option(names = "--reason", paramLabel = "TEXT", description = "Why; others see it.")
        private @Nullable String reason;

        @Option(
                names = "--until",
                paramLabel = "TIME",
                description =
                        "When the pause ends by itself, as 2030-01-31T08:00:00Z; it lasts until resumed unless told.")
        private @Nullable String until;

        @Override
        public void run() {
            tell(SqlCall.of("pause_schedule")
                    .with("name", name)
                    .with("reason", reason)
                    .with("until", until, "timestamptz"));
        }

        @Override
        void say(Map<String, Object> row) {
            say("Schedule " + quoted()
                    + ("paused".equals(row.get("outcome")) ? " is paused." : " was paused like that before."));
        }
    }

    @Command(name = "resume", mixinStandardHelpOptions = true, description = "Ends the pause of a schedule.")
    static final class Resume extends OfOne {
        @Option(
                names = "--missed",
                paramLabel = "POLICY",
                description =
                        "What becomes of the fires meanwhile: none, latest or all; as its options say unless told.")
        private @Nullable String missed;

        @Override
        public void run() {
            tell(SqlCall.of("resume_schedule").with("name", name).with("missed", missed));
        }

        @Override
        void say(Map<String, Object> row) {
            say(
                    "resumed".equals(row.get("outcome"))
                            ? "Schedule " + quoted() + " goes on. Of the fires meanwhile " + row.get("fired")
                                    + " have made a job, " + row.get("dropped") + " were dropped and "
                                    + row.get("skipped") + " skipped."
                            : "Schedule " + quoted() + " was not paused.");
        }
    }

    @Command(name = "trigger", mixinStandardHelpOptions = true, description = "Makes a job of a schedule now.")
    static final class Trigger extends OfOne {
        @Option(
                names = "--overlap",
                paramLabel = "POLICY",
                description = "While another of its jobs is under way: allow, skip, queue_one or cancel_other.")
        private @Nullable String overlap;

        @Override
        public void run() {
            tell(SqlCall.of("trigger_schedule")
                    .with("name", name)
                    .with(
                            "opts",
                            overlap == null ? null : JsonCodec.standard().encode(Map.of("overlap", overlap)),
                            "jsonb"));
        }

        @Override
        void check(Map<String, Object> row) {
            if (!"triggered".equals(row.get("outcome"))) {
                throw new CliException("Nothing was made: job " + row.get("id") + " of schedule " + quoted() + " is "
                        + row.get("state") + ".");
            }
        }

        @Override
        void say(Map<String, Object> row) {
            say("Job " + row.get("id") + " is " + row.get("state") + ".");
        }
    }

    @Command(
            name = "backfill",
            mixinStandardHelpOptions = true,
            description = "Makes the jobs of fires in the past that made none.")
    static final class Backfill extends OfOne {
        @Option(names = "--from", required = true, paramLabel = "TIME", description = "From then on.")
        @SuppressWarnings("NullAway.Init") // picocli requires it
        private String from;

        @Option(names = "--to", paramLabel = "TIME", description = "Before then; now unless told.")
        private @Nullable String to;

        @Option(names = "--max", paramLabel = "N", description = "At most so many, the oldest; 100 unless told.")
        private @Nullable Integer max;

        @Override
        public void run() {
            tell(SqlCall.of("backfill_schedule")
                    .with("name", name)
                    .with("from_at", from, "timestamptz")
                    .with("to_at", to, "timestamptz")
                    .with("max_fires", max, "int"));
        }

        @Override
        void say(Map<String, Object> row) {
            say(row.get("fired") + " jobs were made; " + row.get("already") + " fires had theirs before.");
            if (row.get("next_from") != null) {
                say("There is more: go on with --from " + time(row.get("next_from")));
            }
        }
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Deletes a schedule; jobs that it has made stay.")
    static final class Delete extends OfOne {
        @Override
        public void run() {
            tell(SqlCall.of("delete_schedule").with("name", name));
        }

        @Override
        void check(Map<String, Object> row) {
            if (!"deleted".equals(row.get("outcome"))) {
                throw none();
            }
        }

        @Override
        void say(Map<String, Object> row) {
            say("Schedule " + quoted() + " is deleted.");
        }
    }

    /** A time of PostgreSQL's in UTC, shorter. */
    private static String time(@Nullable Object value) {
        return value == null ? "-" : value.toString().replaceFirst("\\+00:00$", "Z");
    }

    private static String text(Object value) {
        return value instanceof Map || value instanceof List
                ? JsonCodec.standard().encode(value)
                : value.toString();
    }
}
