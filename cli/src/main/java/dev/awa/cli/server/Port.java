package dev.awa.cli.server;

import dev.awa.cli.CliException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A port of 127.0.0.1 for something that {@code awa dev} starts.
 *
 * @param option of the command line that names it
 * @param wanted what the option says, 0 for any free one; null if it is not there
 * @param usual the one to take then, if it is free
 * @param user what will listen there, as the subject of a sentence
 */
public record Port(String option, @Nullable Integer wanted, int usual, String user) {

    /**
     * Finds one that is free at this moment: the wanted or else the usual one, or any if that is in use.
     *
     * @param notices told if it is not the usual one
     * @throws CliException if the wanted one is in use
     */
    public int find(Consumer<String> notices) throws IOException {
        try {
            return bind(wanted == null ? usual : wanted);
        } catch (BindException e) {
            if (wanted != null) {
                throw new CliException(
                        "Port " + wanted + " of 127.0.0.1 is in use by another program; choose another with " + option
                                + " (0 takes any free one).",
                        e);
            }
            int other = bind(0);
            notices.accept("Port " + usual + " of 127.0.0.1 is in use by another program; " + user + " takes " + other
                    + " instead.");
            return other;
        }
    }

    private static int bind(int port) throws IOException {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
            return socket.getLocalPort();
        }
    }
}
