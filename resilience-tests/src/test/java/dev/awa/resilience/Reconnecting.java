package dev.awa.resilience;

import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.util.Random;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Does something again and again in one session, and opens another one whenever the server has ended it. */
final class Reconnecting {

    /** Something that is done in a session. */
    interface Act {
        void run(Session session) throws Exception;
    }

    /** Is told of an error, and throws it if nobody expects it. */
    interface Listener {
        void failed(SQLException e) throws SQLException;
    }

    private final DataSource dataSource;
    private final Random random;
    private @Nullable Session session;

    Reconnecting(DataSource dataSource, Random random) {
        this.dataSource = dataSource;
        this.random = random;
    }

    void run(BooleanSupplier goesOn, Act act, Listener listener) throws Exception {
        try {
            while (goesOn.getAsBoolean()) {
                try {
                    if (session == null) {
                        session = Session.open(dataSource);
                    }
                    act.run(session);
                } catch (SQLException e) {
                    listener.failed(e);
                    if (session == null) {
                        Thread.sleep(20 + random.nextInt(30));
                    } else if (!session.recover()) {
                        forget();
                    }
                }
            }
        } finally {
            forget();
        }
    }

    private void forget() throws SQLException {
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
