package dev.awa.cli.schedule;

import dev.awa.cli.CliException;
import dev.awa.cli.DatabaseOption;
import dev.awa.cli.DatabaseUrl;
import dev.awa.client.JsonCodec;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands about schedules take: a database, the form of the output, and whether to show the SQL instead. */
final class CallOptions {
    /** Forms of the output. */
    enum Form {
        text,
        json
    }

    @Mixin
    private final DatabaseOption database = new DatabaseOption();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "${COMPLETION-CANDIDATES}; text unless told.")
    private Form form = Form.text;

    @Option(names = "--print-sql", description = "Print the SQL that does it, and touch no database.")
    private boolean printSql;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs a command
    private CommandSpec spec;

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Runs a call and prints its answer, unless only its text is wanted. */
    void run(SqlCall call, Consumer<List<Map<String, Object>>> text) {
        run(call, UnaryOperator.identity(), rows -> rows, rows -> {}, text);
    }

    /**
     * The same.
     *
     * @param words makes something else of what the database says when it refuses
     * @param json makes of the rows what is printed as JSON
     * @param check throws if the rows say that it is not done; JSON is printed all the same
     */
    void run(
            SqlCall call,
            UnaryOperator<String> words,
            Function<List<Map<String, Object>>, Object> json,
            Consumer<List<Map<String, Object>>> check,
            Consumer<List<Map<String, Object>>> text) {
        if (printSql) {
            out().println(call.text());
            out().flush();
            return;
        }
        List<Map<String, Object>> rows = call.run(url(), words);
        if (form == Form.json) {
            out().println(JsonCodec.standard().encode(json.apply(rows)));
            out().flush();
        }
        check.accept(rows);
        if (form == Form.text) {
            text.accept(rows);
            out().flush();
        }
    }

    private DatabaseUrl url() {
        return database.orDatabaseUrlOfEnvironment()
                .orElseThrow(() -> new CliException(
                        "Which database? Name it with --database-url, AWA_DATABASE_URL or DATABASE_URL."));
    }
}
