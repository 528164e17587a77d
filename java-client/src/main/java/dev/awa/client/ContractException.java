package dev.awa.client;

import java.sql.SQLException;
import java.util.Optional;

/**
 * Says that the database has no Awa ({@link ErrorCode#NOT_INSTALLED}), or one that this library cannot work with ({@link
 * ErrorCode#CONTRACT_MISMATCH}), and what to do.
 */
public final class ContractException extends AwaException {

    private static final long serialVersionUID = 1L;

    private ContractException(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }

    /**
     * What an error of {@code awa.check_contract} means.
     *
     * @param e an exception of the driver, or one that has such a cause
     * @return empty if it is an error of another kind, such as a lost connection
     */
    public static Optional<ContractException> from(Throwable e) {
        AwaException named = AwaException.of(e);
        if (named != null && named.code() == ErrorCode.CONTRACT_MISMATCH) {
            return Optional.of(
                    new ContractException(ErrorCode.CONTRACT_MISMATCH, named.getMessage() + ". " + named.hint(), e));
        }
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && isMissing(sql)) {
                return Optional.of(new ContractException(
                        ErrorCode.NOT_INSTALLED,
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
