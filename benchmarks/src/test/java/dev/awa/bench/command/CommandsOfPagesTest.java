package dev.awa.bench.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.awa.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The {@code ./awa ...} lines of the pages are commands that this version understands. */
@Tag("tools")
class CommandsOfPagesTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern LINE = Pattern.compile("(?m)^\\./awa (.*)$");

    @Test
    void readmeShowsCommands() throws IOException {
        assertThat(commands()).anyMatch(command -> command.startsWith("README.md: migrate --sql"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void commandIsUnderstood(String command) {
        String line = command.substring(command.indexOf(": ") + 2);
        String[] arguments = line.split(" +[|>#].*", 2)[0]
                .replace("...", "postgres://me@localhost/app")
                .split(" +");

        assertThatCode(() ->
                        (line.startsWith("bench ") ? BenchMain.commandLine() : Main.commandLine()).parseArgs(arguments))
                .doesNotThrowAnyException();
    }

    static List<String> commands() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md", "clients/README.md")
                                    .map(ROOT::resolve),
                            docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .flatMap(page -> commandsOf(page).stream())
                    .toList();
        }
    }

    private static List<String> commandsOf(Path page) {
        try {
            return LINE.matcher(Files.readString(page))
                    .results()
                    .map(line -> ROOT.relativize(page) + ": " + line.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
