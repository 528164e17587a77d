package dev.awa.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/** Speaks enough of PostgreSQL's protocol to be taken for a server of any version, and does nothing. */
final class PretendServer implements AutoCloseable {
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;

    private final ServerSocket listener;
    private final String version;

    PretendServer(String version) throws IOException {
        this.version = version;
        this.listener = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
        var thread = new Thread(this::accept, "pretend-server");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "postgres://nobody:x@127.0.0.1:" + listener.getLocalPort() + "/db";
    }

    private void accept() {
        while (true) {
            try (Socket socket = listener.accept()) {
                talk(new DataInputStream(socket.getInputStream()), new DataOutputStream(socket.getOutputStream()));
            } catch (EOFException e) {
                continue;
            } catch (SocketException e) {
                if (listener.isClosed()) {
                    return;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void talk(DataInputStream in, DataOutputStream out) throws IOException {
        int code;
        do {
            int length = in.readInt();
            code = in.readInt();
            in.readNBytes(length - 8);
            if (code == SSL_REQUEST || code == GSS_REQUEST) {
                out.writeByte('N');
            }
        } while (code == SSL_REQUEST || code == GSS_REQUEST);
        send(out, 'R', new byte[4]);
        send(out, 'S', ("server_version\0" + version + "\0").getBytes(UTF_8));
        send(out, 'S', "client_encoding\0UTF8\0".getBytes(UTF_8));
        send(out, 'S', "DateStyle\0ISO\0".getBytes(UTF_8));
        send(out, 'S', "TimeZone\0UTC\0".getBytes(UTF_8));
        send(out, 'S', "integer_datetimes\0on\0".getBytes(UTF_8));
        send(out, 'S', "standard_conforming_strings\0on\0".getBytes(UTF_8));
        send(out, 'K', new byte[8]);
        send(out, 'Z', new byte[] {'I'});
        while (true) {
            int type = in.readByte();
            in.readNBytes(in.readInt() - 4);
            switch (type) {
                case 'Q' -> {
                    send(out, 'C', "SET\0".getBytes(UTF_8));
                    send(out, 'Z', new byte[] {'I'});
                }
                case 'P' -> send(out, '1', new byte[0]);
                case 'B' -> send(out, '2', new byte[0]);
                case 'D' -> send(out, 'n', new byte[0]);
                case 'E' -> send(out, 'C', "SET\0".getBytes(UTF_8));
                case 'S' -> send(out, 'Z', new byte[] {'I'});
                case 'X' -> {
                    return;
                }
                default -> throw new IOException("message " + (char) type + " is not pretended");
            }
        }
    }

    private static void send(DataOutputStream out, char type, byte[] content) throws IOException {
        var message = new ByteArrayOutputStream();
        var data = new DataOutputStream(message);
        data.writeByte(type);
        data.writeInt(content.length + 4);
        data.write(content);
        out.write(message.toByteArray());
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
