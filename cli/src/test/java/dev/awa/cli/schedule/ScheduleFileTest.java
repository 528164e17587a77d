package dev.awa.cli.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.cli.CliException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleFileTest {

    private static final String FILE = """
            source: billing
            schedules:
              nightly:
                spec: "0 3 * * *"
                zone: Europe/Berlin
                kind: report
                args:
                  format: pdf
                  pages: [1, 2.50, 0x10, true, ~, "7"]
                  day: {$fire: time}
                opts:
                  start_at: 2030-01-31T08:00:00Z
                  priority: 9
                  catch_up:
                    max: 0
              "odd\\"): name":
                spec: "@daily"
                kind: x
            """;

    private static ScheduleFile read(String text) {
        return ScheduleFile.read("s.yaml", text);
    }

    private static void assertWrong(String text, String... problems) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(CliException.class)
                .hasMessage(String.join("\n     ", problems) + "\n     Nothing was changed.");
    }

    @Test
    void itSaysWhatTheDatabaseTakes() {
        ScheduleFile file = read(FILE);

        assertThat(file.source()).contains("billing");
        assertThat(file.json())
                .isEqualTo(
                        "[{\"name\":\"nightly\",\"spec\":\"0 3 * * *\",\"zone\":\"Europe/Berlin\",\"kind\":\"report\","
                                + "\"args\":{\"format\":\"pdf\",\"pages\":[1,2.50,16,true,null,\"7\"],\"day\":{\"$fire\":\"time\"}},"
                                + "\"opts\":{\"start_at\":\"2030-01-31T08:00:00Z\",\"priority\":9,\"catch_up\":{\"max\":0}}},"
                                + "{\"name\":\"odd\\\"): name\",\"spec\":\"@daily\",\"kind\":\"x\"}]");
        assertThat(file.line(1)).isEqualTo(3);
    }

    @Test
    void aListIsTakenLikeAMapping() {
        ScheduleFile file = read("schedules:\n- {name: a, spec: '@daily', kind: x}\n- name: b\n");

        assertThat(file.json()).isEqualTo("[{\"name\":\"a\",\"spec\":\"@daily\",\"kind\":\"x\"},{\"name\":\"b\"}]");
        assertThat(file.source()).isEmpty();
        assertThat(file.line(2)).isEqualTo(3);
        assertThat(read("schedules: {}").json()).isEqualTo("[]");
        assertThat(read("schedules:").json()).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            13 | priority must be 1 to 4, not 9
            15 | catch_up.max must be 1 to 1000, not 0
            14 | unknown key "polizy" in catch_up
            11 | unknown key "overlpa" in opts
            4  | hour of spec must be 0 to 23, not "25"
            4  | unknown word "@dayly" in spec
            4  | spec must have 5 fields
            5  | zone must be the IANA name of a time zone, not "Berlin"
            7  | args have {"$fire": "tim"}, which is no time of a fire
            12 | start_at must be a time
            3  | timeout must be an interval
            3  | its name stands in the set before
            """)
    void whatTheDatabaseSaysHasALine(int line, String message) {
        assertThat(read(FILE).place("schedule 1 (\"nightly\"): " + message))
                .isEqualTo("s.yaml:" + line + ": schedule \"nightly\": " + message + "\n     Nothing was changed.");
    }

    @Test
    void whatTheDatabaseSaysIsFoundAlsoWithoutAFieldOrSchedule() {
        ScheduleFile file = read(FILE);

        assertThat(file.place("schedule 2 (\"odd\"): name\"): kind must not be empty"))
                .startsWith("s.yaml:18: schedule \"odd\"): name\": kind must");
        assertThat(file.place("schedule 2: name \"a\" stands in the set before"))
                .startsWith("s.yaml:16: schedule \"odd\"): name\": name \"a\" stands");
        assertThat(file.place("source must be a text")).startsWith("s.yaml: source must be a text\n");
    }

    @Test
    void everythingThatIsWrongIsSaidWithItsLine() {
        assertWrong(
                """
                schedules:
                  a:
                    sepc: "@daily"
                    kind: 7
                    args: {x: .inf}
                  a: {}
                  b: "@daily"
                more: 1
                """,
                "s.yaml:3: schedule \"a\": unknown field \"sepc\"; known are spec, zone, kind, args, opts.",
                "s.yaml:4: schedule \"a\": kind must be a text, not 7; put it in quotes.",
                "s.yaml:5: schedule \"a\": args: .inf is no number of JSON.",
                "s.yaml:6: schedules: \"a\" stands there twice, first on line 2.",
                "s.yaml:7: schedule \"b\": not a mapping with spec and kind.",
                "s.yaml:8: unknown key \"more\"; known are source and schedules.");
        assertWrong("schedules:\n- spec: '@daily'\n", "s.yaml:2: schedule 1: it has no name.");
        assertWrong("schedules: [1]\n", "s.yaml:1: schedule 1: not a mapping with spec and kind.");
        assertWrong("schedules: 1\n", "s.yaml:1: schedules is not a mapping or a list.");
        assertWrong("[1]\n", "s.yaml:1: not a mapping; it needs a key schedules.");
        assertWrong("{}\n", "s.yaml:1: there is no key schedules.");
        assertWrong("# nothing\n", "s.yaml: it is empty; it needs a key schedules.");
        assertWrong("schedules: {}\n---\nschedules: {}\n", "s.yaml:3: a second document; a file has one.");
        assertThatThrownBy(() -> read("schedules:\n  ? [a]\n  : {}\n")).hasMessageContaining("Non scalar key");
        assertWrong(
                "schedules:\n  a:\n    args: !secret x\n",
                "s.yaml:3: schedule \"a\": args: !secret is not known here; leave the tag out.");
    }

    @Test
    void valuesWithoutEndAreRefused() {
        assertWrong(
                "schedules:\n  a:\n    args: &x {v: *x}\n",
                "s.yaml:3: schedule \"a\": args has no end, or too many values.");
        StringBuilder laughs = new StringBuilder("schedules:\n  a:\n    args:\n      l0: &l0 [1, 1]\n");
        for (int i = 1; i < 40; i++) {
            laughs.append("      l%d: &l%d [*l%d, *l%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThatThrownBy(() -> read(laughs.toString())).hasMessageContaining("too many values");
    }

    @Test
    void whatIsNoYamlIsSaidWithItsLine() {
        assertThatThrownBy(() -> read("schedules:\n  a:\n    spec: * * * * *\n"))
                .hasMessageStartingWith("s.yaml:3: this is no YAML: ")
                .hasMessageContaining("A value that begins with * or @ needs quotes.");
        assertThatThrownBy(() -> read("schedules:\n  a:\n   spec: x\n    kind: y\n"))
                .hasMessageStartingWith("s.yaml:4: this is no YAML: ")
                .hasMessageEndingWith("\n     Nothing was changed.");
    }
}
