package dev.awa.schema;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What the server says of an error, without its context. */
final class ServerError {

    private ServerError() {}

    static String message(SQLException error) {
        ServerErrorMessage server = serverMessage(error);
        String message = server == null ? error.getMessage() : server.getMessage();
        return String.valueOf(message).replaceAll("\\s*\\R\\s*", " ");
    }

    /** The hint after a space, or nothing. */
    static String hint(SQLException error) {
        ServerErrorMessage server = serverMessage(error);
        return server == null || server.getHint() == null ? "" : " " + server.getHint();
    }

    private static @Nullable ServerErrorMessage serverMessage(SQLException error) {
        return error instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    }
}
