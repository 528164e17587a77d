package dev.awa.schema;

import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** Lets a function be made before those that it calls. The tests check all bodies when all functions are there. */
final class UncheckedBodies extends BaseCallback {

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        try (Statement statement = context.getConnection().createStatement()) {
            statement.execute("set local check_function_bodies = off");
        } catch (SQLException e) {
            throw new SchemaException("The Awa schema could not be installed: " + ServerError.message(e), e);
        }
    }
}
