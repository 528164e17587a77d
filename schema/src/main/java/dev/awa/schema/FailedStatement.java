package dev.awa.schema;

import java.util.List;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** Remembers which statement the server refused last. */
final class FailedStatement extends BaseCallback {

    private final List<Script> scripts;
    private String place = "";

    FailedStatement(List<Script> scripts) {
        this.scripts = scripts;
    }

    /** File and line, to be put behind a message; empty if no statement was refused. */
    String place() {
        return place;
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.AFTER_EACH_MIGRATE_STATEMENT_ERROR;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        String description = context.getMigrationInfo().getDescription();
        String statement = context.getStatement().getSql().strip();
        place = scripts.stream()
                .filter(script -> script.description().equals(description))
                .findFirst()
                .map(script -> " (" + script.path() + ", line " + line(script.sql(), statement) + ")")
                .orElse("");
    }

    private static long line(String script, String statement) {
        return 1
                + script.substring(0, Math.max(0, script.indexOf(statement)))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }
}
