package dev.awa.worker.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.testkit.AwaDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

class ConnectorTest {

    private static final AtomicInteger SOCKETS = new AtomicInteger();

    /** A factory that somebody else has chosen; the driver makes it by its name. */
    public static final class CountingFactory extends SocketFactory {
        private final SocketFactory plain = SocketFactory.getDefault();

        @Override
        public Socket createSocket() throws IOException {
            SOCKETS.incrementAndGet();
            return plain.createSocket();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return plain.createSocket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return plain.createSocket(host, port, localHost, localPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return plain.createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
                throws IOException {
            return plain.createSocket(host, port, localHost, localPort);
        }
    }

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final PGSimpleDataSource own = new PGSimpleDataSource();

    @BeforeEach
    void reset() {
        own.setUrl(database.get().jdbcUrl());
        SOCKETS.set(0);
    }

    @Test
    void theDriversDataSourceIsUsedAsItIsAtEachConnect() throws Exception {
        own.setApplicationName("before");
        Connector connector = Connector.prompt(own);
        assertThat(applicationName(connector)).isEqualTo("before");
        own.setApplicationName("after");
        assertThat(applicationName(connector)).isEqualTo("after");
        assertThat(own.getSocketFactory()).isNull();

        own.setDatabaseName("no_such_database");
        assertThatThrownBy(connector::connect)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("no_such_database");
    }

    @Test
    void aSocketFactoryThatIsChosenAlreadyStays() throws Exception {
        own.setSocketFactory(CountingFactory.class.getName());
        assertThat(applicationName(Connector.prompt(own))).isNotNull();
        assertThat(SOCKETS).hasPositiveValue();
    }

    @Test
    void anotherDataSourceIsAskedItself() throws Exception {
        var asked = new AtomicInteger();
        var special = new PGSimpleDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                asked.incrementAndGet();
                return own.getConnection();
            }
        };
        assertThat(applicationName(Connector.prompt(special))).isNotNull();
        assertThat(asked).hasValue(1);
    }

    private static String applicationName(Connector connector) throws SQLException {
        try (Connection connection = connector.connect();
                var answer = connection.createStatement().executeQuery("show application_name")) {
            answer.next();
            return answer.getString(1);
        }
    }
}
