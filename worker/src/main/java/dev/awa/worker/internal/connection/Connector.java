package dev.awa.worker.internal.connection;

import dev.awa.worker.PromptSocketFactory;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Opens connections. */
@FunctionalInterface
public interface Connector {

    Connection connect() throws SQLException;

    /**
     * Connections of the data source that hand out notifications without delay, as {@link PromptSocketFactory} says, if it is
     * the driver's own and has no socket factory; else its connections as they are.
     */
    static Connector prompt(DataSource given) {
        // not a subclass, which may do anything when it connects
        if (given.getClass() != PGSimpleDataSource.class) {
            return given::getConnection;
        }
        var own = (PGSimpleDataSource) given;
        return () -> {
            if (own.getSocketFactory() != null) {
                return own.getConnection();
            }
            // as it is now: whoever owns it may have led it to another server
            var prompt = new PGSimpleDataSource();
            try {
                prompt.initializeFrom(own);
            } catch (IOException | ClassNotFoundException e) {
                throw new IllegalStateException("the data source cannot be copied", e);
            }
            prompt.setSocketFactory(PromptSocketFactory.class.getName());
            return prompt.getConnection();
        };
    }
}
