package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.testkit.AwaDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.ds.PGSimpleDataSource;

class PromptSocketFactoryTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private final PromptSocketFactory factory = new PromptSocketFactory();

    @Test
    void aLookFindsWhatHasArrivedAndElseDoesNotWait() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = factory.createSocket(server.getInetAddress(), server.getLocalPort());
                Socket peer = server.accept()) {
            InputStream in = socket.getInputStream();

            socket.setSoTimeout(1);
            assertThatThrownBy(in::read)
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("nothing has arrived");
            assertThatThrownBy(() -> in.read(new byte[8])).isInstanceOf(SocketTimeoutException.class);

            peer.getOutputStream().write("abcdef".getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().until(() -> in.available() == 6);
            assertThat(in.read()).isEqualTo('a');
            assertThat(in.readNBytes(3)).containsExactly('b', 'c', 'd');

            socket.setSoTimeout(0);
            assertThat(in.readNBytes(2)).containsExactly('e', 'f');
            CompletableFuture<Integer> blocked = CompletableFuture.supplyAsync(() -> {
                try {
                    return in.read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            peer.getOutputStream().write('g');
            assertThat(blocked.get()).isEqualTo('g');

            socket.setSoTimeout(20);
            assertThatThrownBy(in::read)
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageNotContaining("nothing has arrived");
        }
    }

    @Test
    void whereNobodyListensTheRefusalIsPassedOn() throws Exception {
        int port;
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }
        assertThatThrownBy(() -> factory.createSocket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void theDriverHandsOutAllNotificationsThroughIt() throws Exception {
        var prompt = new PGSimpleDataSource();
        prompt.setUrl(database.get().jdbcUrl());
        prompt.setSocketFactory(PromptSocketFactory.class.getName());
        try (Connection listening = prompt.getConnection();
                Connection other = prompt.getConnection()) {
            listening.createStatement().execute("listen things");
            List<String> sent =
                    IntStream.range(0, 500).mapToObj(n -> "thing " + n).toList();
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try (var notify = other.prepareStatement("select pg_notify('things', ?)")) {
                    for (String thing : sent) {
                        notify.setString(1, thing);
                        notify.execute();
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            var got = new ArrayList<String>();
            Awaitility.await().pollDelay(Duration.ZERO).until(() -> {
                var some = listening.unwrap(PGConnection.class).getNotifications(50);
                Arrays.stream(some == null ? new PGNotification[0] : some)
                        .forEach(notification -> got.add(notification.getParameter()));
                return got.size() >= sent.size();
            });
            sending.get();
            assertThat(got).isEqualTo(sent);
        }
    }
}
