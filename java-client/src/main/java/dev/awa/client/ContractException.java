package dev.awa.client;

import java.sql.SQLException;
import java.util.Optional;

/** Says that the database has no Awa, or one that this library cannot work with, and what to do. */
public final class ContractException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private ContractException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * What an error of {@code awa.check_contract} means.
     *
     * @param e an exception of the driver, or one that has such a cause
     * @return empty if it is an error of another kind, such as a lost connection
     */
    public static Optional<ContractException> of(Throwable e) {
        AwaException named = AwaException.of(e);
        if (named != null && named.sqlState().equals("AW012")) {
            return Optional.of(new ContractException(named.getMessage() + ". " + named.hint(), e));
        }
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && isMissing(sql)) {
                return Optional.of(new ContractException(
                        "The database has no Awa installed. Install it with AwaSchema.migrate(dataSource), or with 'awa migrate'.",
                        e));
            }
        }
        return Optional.empty();
    }

    /** Undefined schema, undefined function. */
    private static boolean isMissing(SQLException e) {
        return "3F000".equals(e.getSQLState()) || "42883".equals(e.getSQLState());
    }
}
