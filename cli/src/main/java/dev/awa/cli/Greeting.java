package dev.awa.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** What {@code awa dev} says when it is ready: where the database is, and how to enqueue a first job. */
record Greeting(DatabaseUrl url, String receiver, List<String> queues) {

    void print(PrintWriter out) {
        out.printf(
                """

                awa dev is ready. Worker on %s %s, webhook receiver on %s (GET it to see what arrived).

                  %s
                  %s

                Paste one of these into another terminal to enqueue a job:

                  %s
                  %s
                  %s

                ./awa demo enqueues a mix of jobs. Ctrl-C drains and stops everything.

                """,
                queues.size() == 1 ? "queue" : "queues",
                String.join(", ", queues),
                receiver,
                url.toUri(),
                url.toJdbcWithLogin(),
                psql(),
                node(),
                go());
        out.flush();
    }

    String psql() {
        String sql = "select id, state from awa.insert_job('deliver_webhook', '" + args("psql") + "')";
        return "psql " + quoted(url.toUri()) + " -c \"" + sql.replace("\"", "\\\"") + '"';
    }

    String node() {
        return inExample("node", "npm ci --silent && ", "node enqueue.js");
    }

    String go() {
        return inExample("go", "", "go run ./cmd/enqueue");
    }

    private String inExample(String language, String before, String command) {
        Path folder = Checkout.root().resolve("examples").resolve(language);
        return "(cd " + quoted(folder.toString()) + " && " + before + "DATABASE_URL=" + quoted(url.toUri()) + " "
                + command + " deliver_webhook " + quoted(args(language)) + ")";
    }

    private String args(String from) {
        return "{\"url\": \"" + receiver + "/" + from + "\", \"body\": {\"hello\": \"from " + from + "\"}}";
    }

    /** For a POSIX shell. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
