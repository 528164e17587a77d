package dev.awa.resilience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.launcher.PostgresPrograms.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands on the page for operators, run as they stand there. */
final class OperationsPage {

    private static final Path PAGE = Path.of("..", "docs", "operations.md");

    private final String text;
    private final Path folder;

    /** The page; commands run in the folder, which keeps the files that they write. */
    OperationsPage(Path folder) throws IOException {
        this.text = Files.readString(PAGE, UTF_8);
        this.folder = folder;
    }

    /** The code block that is marked with a language and a name, as in <code>```sh dump</code>. */
    String block(String language, String name) {
        Matcher matcher = Pattern.compile(
                        "^```" + language + " " + Pattern.quote(name) + "\n(.*?)^```$",
                        Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException(PAGE + " has no block marked \"" + language + " " + name + "\"");
        }
        return matcher.group(1);
    }

    /** Runs a block of shell commands against a server as one of its users; all of them must succeed. */
    void run(String name, Cluster cluster, String user) {
        run(name, cluster, user, Map.of());
    }

    void run(String name, Cluster cluster, String user, Map<String, String> environment) {
        Outcome outcome = cluster.shell(folder, user, environment, block("sh", name));
        assertThat(outcome.code()).as(() -> name + ":\n" + outcome.output()).isZero();
    }

    /** Runs a block that fails, or a changed one; gives its exit code and what it printed. */
    Outcome attempt(String script, Cluster cluster, String user) {
        return cluster.shell(folder, user, Map.of(), script);
    }
}
