package dev.awa.cli.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.awa.cli.CliException;
import dev.awa.client.JsonCodec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Applies a file of schedules, in one call. */
@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes the schedules of a database what a YAML file says, all of them or none.",
            "The form of the file is in docs/schedules.md. Exit code 1 if anything is wrong with it; nothing is changed then."
        })
public final class ApplyCommand implements Runnable {
    private static final Map<String, String> SIGNS =
            Map.of("created", "+", "updated", "~", "unchanged", "=", "deleted", "-");

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "FILE",
            description = "The file; - reads standard input.")
    @SuppressWarnings("NullAway.Init") // picocli requires it
    private String file;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "Name of the set, instead of that in the file; default unless one is given.")
    private @Nullable String source;

    @Option(
            names = "--prune",
            description = {
                "Delete schedules that an earlier call with the same source, by the same login, has put",
                "and that the file has no more."
            })
    private boolean prune;

    @Option(names = "--diff", description = "Show what differs, field by field.")
    private boolean diff;

    @Option(names = "--dry-run", description = "Change nothing, and show what would differ.")
    private boolean dryRun;

    @Mixin
    private final CallOptions options = new CallOptions();

    @Override
    public void run() {
        ScheduleFile schedules = ScheduleFile.read(shownFile(), read());
        String set = source == null ? schedules.source().orElse("default") : source;
        SqlCall call = SqlCall.of("apply_schedules")
                .with("schedules", schedules.json(), "jsonb")
                .with("prune", prune ? "true" : null, "boolean")
                .with("dry_run", dryRun ? "true" : null, "boolean")
                .with("opts", JsonCodec.standard().encode(Map.of("source", set)), "jsonb");
        options.run(call, schedules::place, rows -> json(schedules, set, rows), rows -> {}, rows -> print(set, rows));
    }

    private String shownFile() {
        return file.equals("-") ? "standard input" : file;
    }

    private String read() {
        try {
            return file.equals("-") ? new String(System.in.readAllBytes(), UTF_8) : Files.readString(Path.of(file));
        } catch (CharacterCodingException e) {
            throw new CliException("The file " + file + " is not in UTF-8.", e);
        } catch (IOException e) {
            throw new CliException("The file " + file + " cannot be read: " + CliException.reason(e) + ".", e);
        }
    }

    private Map<String, Object> json(ScheduleFile schedules, String set, List<Map<String, Object>> rows) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("file", shownFile());
        answer.put("source", set);
        answer.put("dry_run", dryRun);
        answer.put(
                "schedules",
                rows.stream()
                        .map(row -> {
                            var each = new LinkedHashMap<String, @Nullable Object>();
                            each.put("name", row.get("schedule_name"));
                            each.put(
                                    "line",
                                    row.get("ordinal") instanceof Integer ordinal ? schedules.line(ordinal) : null);
                            for (String field : List.of("outcome", "changes", "next_fires", "sentence", "notes")) {
                                each.put(field, row.get(field));
                            }
                            return each;
                        })
                        .toList());
        return answer;
    }

    private void print(String set, List<Map<String, Object>> rows) {
        PrintWriter out = options.out();
        out.println(shownFile() + ", source " + set + ":");
        int width = rows.stream()
                .mapToInt(row -> String.valueOf(row.get("schedule_name")).length())
                .max()
                .orElse(0);
        var counts = new TreeMap<String, Integer>();
        for (Map<String, Object> row : rows) {
            String outcome = String.valueOf(row.get("outcome"));
            counts.merge(outcome, 1, Integer::sum);
            String name = String.valueOf(row.get("schedule_name"));
            String next = list(row, "next_fires").stream()
                    .findFirst()
                    .map(fire -> " Next at " + fire + ".")
                    .orElse("");
            out.printf(
                    Locale.ROOT,
                    "  %s %-" + Math.max(1, width) + "s  %-9s  %s%s%n",
                    SIGNS.get(outcome),
                    name,
                    outcome,
                    row.get("sentence"),
                    next);
            if (diff || dryRun) {
                Changes.of(row.get("changes")).forEach(change -> out.println("      " + change));
            }
            list(row, "notes").forEach(note -> out.println("      Note: " + note));
        }
        String sum = counts.isEmpty()
                ? "nothing to do"
                : counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", "));
        out.println(dryRun ? "Dry run, nothing was changed: " + sum + "." : sum + ".");
    }

    private static List<?> list(Map<String, Object> row, String field) {
        return (List<?>) requireNonNull(row.get(field), field);
    }
}
