package dev.awa.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a CSV file into pieces of whole records, without looking into them: PostgreSQL parses the fields. A line end
 * inside quotes belongs to its record; empty lines are left out. Not safe for use by several threads.
 */
public final class CsvFile implements AutoCloseable {
    private static final int LONGEST_RECORD = 16 << 20;

    private final FileChannel channel;
    private final List<String> header;
    private InputStream in;
    private long offset;

    /**
     * Some records as they stand in the file.
     *
     * @param end offset in bytes of what follows them
     */
    public record Chunk(byte[] bytes, int records, long end) {}

    /** What is wrong with a file, for its owner. */
    public static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /** Opens a file and reads its header; {@link #next} goes on behind it. */
    public CsvFile(Path path) throws IOException, MalformedException {
        channel = FileChannel.open(path);
        in = new BufferedInputStream(Channels.newInputStream(channel));
        try {
            header = readHeader();
        } catch (IOException | MalformedException e) {
            channel.close();
            throw e;
        }
    }

    /** The names of the columns. */
    public List<String> header() {
        return header;
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Where the next chunk begins. */
    long offset() {
        return offset;
    }

    /** Goes to an offset that a chunk ended at. */
    void seek(long position) throws IOException {
        channel.position(position);
        in = new BufferedInputStream(Channels.newInputStream(channel));
        offset = position;
    }

    /** The next records, at most so many; none at the end of the file. */
    public Chunk next(int atMost) throws IOException, MalformedException {
        var bytes = new ByteArrayOutputStream();
        int records = 0;
        while (records < atMost) {
            int before = bytes.size();
            if (!readRecord(bytes)) {
                break;
            }
            if (bytes.size() > before) {
                records++;
            }
        }
        return new Chunk(bytes.toByteArray(), records, offset);
    }

    /** Appends one record, or nothing for an empty line; false at the end of the file. */
    private boolean readRecord(ByteArrayOutputStream bytes) throws IOException, MalformedException {
        long start = offset;
        boolean quoted = false;
        var record = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            offset++;
            if (b == '\n' && !quoted) {
                appendUnlessEmpty(bytes, record);
                return true;
            }
            if (b == '"') {
                quoted = !quoted;
            }
            record.write(b);
            if (record.size() > LONGEST_RECORD) {
                throw new MalformedException(
                        "the record at byte " + start + " is longer than " + LONGEST_RECORD + " bytes");
            }
        }
        if (quoted) {
            throw new MalformedException("the record at byte " + start + " has a quote that is never closed");
        }
        appendUnlessEmpty(bytes, record);
        return record.size() > 0;
    }

    private static void appendUnlessEmpty(ByteArrayOutputStream bytes, ByteArrayOutputStream record) {
        byte[] content = record.toByteArray();
        int length = content.length > 0 && content[content.length - 1] == '\r' ? content.length - 1 : content.length;
        if (length > 0) {
            bytes.write(content, 0, length);
            bytes.write('\n');
        }
    }

    private List<String> readHeader() throws IOException, MalformedException {
        String record = new String(next(1).bytes(), UTF_8);
        List<String> names = fields(record.startsWith("\uFEFF") ? record.substring(1) : record);
        if (names.contains("")) {
            throw new MalformedException("a column of its header has no name: " + record.strip());
        }
        return names;
    }

    /** The fields of one record, unquoted. */
    public static List<String> fields(String record) {
        String text = record.endsWith("\n") ? record.substring(0, record.length() - 1) : record;
        var fields = new ArrayList<String>();
        var field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && text.startsWith("\"\"", i)) {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return List.copyOf(fields);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
