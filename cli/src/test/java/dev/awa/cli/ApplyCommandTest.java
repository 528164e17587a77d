package dev.awa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ApplyCommandTest {

    private static final String TWO = """
            source: billing
            schedules:
              nightly:
                spec: "0 3 * * *"
                zone: Europe/Berlin
                kind: report
                args: {format: pdf}
                opts: {overlap: skip}
              hourly:
                spec: "0 * * * *"
                kind: cleanup
            """;

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("schedules.yaml");
    }

    private InProcess apply(String text, String... more) throws IOException {
        Files.writeString(file, text);
        String[] arguments = new String[more.length + 5];
        System.arraycopy(
                new String[] {
                    "apply",
                    "-f",
                    file.toString(),
                    "--database-url",
                    database.get().jdbcUrl()
                },
                0,
                arguments,
                0,
                5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return InProcess.awa(arguments);
    }

    private String schedules() {
        return database.get()
                .value(
                        "select string_agg(name || ' ' || spec || ' ' || source, ', ' order by name) from awa.schedules");
    }

    @Test
    void aFileIsAppliedAndASecondTimeChangesNothing() throws Exception {
        InProcess first = apply(TWO);
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out().lines())
                .hasSize(4)
                .anyMatch(line -> line.matches("  \\+ nightly  created    At 03:00\\. Next at \\d{4}-.*Z\\."))
                .endsWith("2 created.");
        String before = database.get().value("select max(updated_at)::text from awa.schedules");

        assertThat(apply(TWO).out()).endsWith("2 unchanged.\n");
        assertThat(database.get().value("select max(updated_at)::text from awa.schedules"))
                .isEqualTo(before);
        assertThat(schedules()).isEqualTo("hourly 0 * * * * billing, nightly 0 3 * * * billing");
    }

    @Test
    void aWrongLineIsNamedAndNothingIsChanged() throws Exception {
        InProcess wrong = apply(TWO + "    opts:\n      priority: 9\n");

        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err())
                .isEqualTo("awa: " + file + ":13: schedule \"hourly\": priority must be 1 to 4, not 9."
                        + " Pass a whole number.\n     Nothing was changed.\n");
        assertThat(schedules()).isNull();

        assertThat(apply(TWO.replace("0 3 ", "0 25 ")).err())
                .startsWith("awa: " + file + ":4: schedule \"nightly\": hour of spec must be 0 to 23, not \"25\".");
        assertThat(apply(TWO.replace("kind: cleanup", "knd: cleanup")).err())
                .startsWith("awa: " + file + ":11: schedule \"hourly\": unknown field \"knd\"");
        assertThat(schedules()).isNull();
    }

    @Test
    void aDryRunChangesNothingAndShowsWhatDiffers() throws Exception {
        apply(TWO);

        String changed =
                TWO.replace("0 3 ", "0 4 ").replace("skip", "queue_one").replaceFirst("  hourly:(.|\\n)*", "");
        InProcess dry = apply(changed, "--dry-run", "--prune");

        assertThat(dry.exitCode()).as(dry.err()).isZero();
        assertThat(dry.out())
                .contains("  ~ nightly  updated    At 04:00.")
                .contains("      spec: \"0 3 * * *\" -> \"0 4 * * *\"\n")
                .contains("      opts.overlap: \"skip\" -> \"queue_one\"\n")
                .contains("  - hourly   deleted    ")
                .endsWith("Dry run, nothing was changed: 1 deleted, 1 updated.\n");
        assertThat(schedules()).isEqualTo("hourly 0 * * * * billing, nightly 0 3 * * * billing");
        assertThat(apply(changed, "--diff").out()).contains("      spec: \"0 3 * * *\" -> \"0 4 * * *\"\n");
        assertThat(apply(TWO).out()).doesNotContain("->");
    }

    @Test
    void pruneDeletesWhatTheSetHasNoMoreAndNothingElse() throws Exception {
        database.get().run("select awa.put_schedule('of_others', '@daily', kind => 'x')");
        apply(TWO);
        String one = TWO.replaceFirst("  hourly:(.|\\n)*", "");

        assertThat(apply(one).out()).endsWith("1 unchanged.\n");
        assertThat(apply(one, "--prune", "--source", "other").out()).doesNotContain("deleted");
        apply(one, "--source", "billing");
        assertThat(apply(one, "--prune").out()).endsWith("1 deleted, 1 unchanged.\n");
        assertThat(database.get().value("select string_agg(name, ' ' order by name) from awa.schedules"))
                .isEqualTo("nightly of_others");
    }

    @Test
    void theFileOfThePageIsApplied() throws Exception {
        Matcher yaml = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$")
                .matcher(Files.readString(Path.of("..", "docs", "schedules.md")));
        assertThat(yaml.find()).isTrue();

        assertThat(apply(yaml.group(1)).out()).endsWith("2 created.\n");
        assertThat(schedules()).isEqualTo("cleanup H * * * * billing, reports 0 6 * * * billing");
    }

    @Test
    void theAnswerIsThereAsJsonWithLines() throws Exception {
        InProcess json = apply(TWO, "-o", "json", "--dry-run");

        assertThat(json.out())
                .startsWith("{\"file\":\"" + file + "\",\"source\":\"billing\",\"dry_run\":true,\"schedules\":[")
                .contains("{\"name\":\"hourly\",\"line\":9,\"outcome\":\"created\",\"changes\":{},\"next_fires\":[\"");
    }

    @Test
    void theSqlDoesTheSame() throws Exception {
        InProcess sql = apply(TWO, "--print-sql");
        assertThat(schedules()).isNull();

        database.get().run(sql.out());

        assertThat(schedules()).isEqualTo("hourly 0 * * * * billing, nightly 0 3 * * * billing");
    }

    @Test
    void whatKeepsItFromTheFileOrTheDatabaseIsSaid() throws Exception {
        assertThat(InProcess.awa("apply", "-f", folder.resolve("none.yaml").toString())
                        .err())
                .isEqualTo(
                        "awa: The file " + folder.resolve("none.yaml") + " cannot be read: there is no such file.\n");
        assertThat(InProcess.awa("apply").exitCode()).isEqualTo(2);
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0x41});
        assertThat(InProcess.awa("apply", "-f", file.toString()).err())
                .isEqualTo("awa: The file " + file + " is not in UTF-8.\n");
        Files.writeString(file, TWO);
        assertThat(InProcess.awa("apply", "-f", file.toString(), "--database-url", "postgres://u@127.0.0.1:1/d")
                        .err())
                .isEqualTo("awa: PostgreSQL at 127.0.0.1:1 cannot be reached: connection refused.\n");
    }
}
