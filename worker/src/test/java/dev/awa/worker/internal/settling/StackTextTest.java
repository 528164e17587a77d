package dev.awa.worker.internal.settling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StackTextTest {

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static <T extends Throwable> T at(T thrown, String method, int places) {
        thrown.setStackTrace(IntStream.range(0, places)
                .mapToObj(i -> new StackTraceElement("dev.awa.Place", method + i, "Place.java", i + 1))
                .toArray(StackTraceElement[]::new));
        return thrown;
    }

    @Test
    void shortStackIsKeptAsItIsPrinted() {
        var thrown = at(new IllegalStateException("no route", at(new RuntimeException("cable"), "pull", 2)), "send", 2);

        assertThat(StackText.of(thrown)).isEqualTo("""
                java.lang.IllegalStateException: no route
                \tat dev.awa.Place.send0(Place.java:1)
                \tat dev.awa.Place.send1(Place.java:2)
                Caused by: java.lang.RuntimeException: cable
                \tat dev.awa.Place.pull0(Place.java:1)
                \tat dev.awa.Place.pull1(Place.java:2)""");
    }

    @Test
    void longStackKeepsTheFirstPlacesOfEachCauseDownToTheRoot() {
        var root = at(new RuntimeException("cable"), "pull", 1000);
        root.addSuppressed(at(new RuntimeException("plug"), "plug", 1000));
        var thrown = at(
                new IllegalStateException("no route", at(new RuntimeException("host", root), "find", 1000)),
                "send",
                1000);

        String stack = StackText.of(thrown);

        assertThat(bytes(stack)).isBetween(StackText.MOST_BYTES * 3 / 4, StackText.MOST_BYTES);
        assertThat(stack.lines())
                .startsWith("java.lang.IllegalStateException: no route", "\tat dev.awa.Place.send0(Place.java:1)")
                .containsSequence(
                        "\t...",
                        "Caused by: java.lang.RuntimeException: host",
                        "\tat dev.awa.Place.find0(Place.java:1)")
                .containsSequence(
                        "\t...",
                        "Caused by: java.lang.RuntimeException: cable",
                        "\tat dev.awa.Place.pull0(Place.java:1)")
                .containsSequence(
                        "\tSuppressed: java.lang.RuntimeException: plug", "\t\tat dev.awa.Place.plug0(Place.java:1)");
    }

    @Test
    void manyCausesLoseThoseInTheMiddle() {
        Throwable thrown = at(new RuntimeException("root"), "pull", 3);
        for (int i = 0; i < 500; i++) {
            thrown = at(new RuntimeException("cause " + i, thrown), "send", 3);
        }

        String stack = StackText.of(thrown);

        assertThat(bytes(stack)).isBetween(StackText.MOST_BYTES * 3 / 4, StackText.MOST_BYTES);
        assertThat(stack.lines())
                .startsWith("java.lang.RuntimeException: cause 499")
                .contains("...", "Caused by: java.lang.RuntimeException: root");
    }

    @Test
    void longMessageIsCutLineByLine() {
        String message = Arrays.stream(new String[] {"first", "\u00e4".repeat(100_000), "last"})
                .collect(Collectors.joining("\n"));

        String stack = StackText.of(at(new IllegalStateException(message), "send", 1000));

        assertThat(bytes(stack)).isLessThanOrEqualTo(StackText.MOST_BYTES);
        assertThat(stack.lines())
                .startsWith("java.lang.IllegalStateException: first")
                .containsSequence("last", "\tat dev.awa.Place.send0(Place.java:1)");
    }

    @Test
    void exceptionThatCannotBePrintedHasNone() {
        final class Unprintable extends RuntimeException {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no message");
            }
        }

        assertThat(StackText.of(new Unprintable())).isNull();
    }

    @Test
    void jsonTextIsOneThatJsonbTakes() {
        assertThat(SqlText.json("a\"b\\c\n\td\0e\u001fü")).isEqualTo("\"a\\\"b\\\\c\\u000a\\u0009d e\\u001fü\"");
    }
}
