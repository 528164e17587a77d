package dev.awa.schema;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * One SQL file of the schema: a versioned one ({@code V1__ledger.sql}) runs once, a repeatable one ({@code
 * R__insert_job.sql}, version 0) whenever its text has changed.
 */
record Script(String path, int version, String description, int checksum, String sql) {

    private static final Pattern NAME = Pattern.compile("(?:.*/)?(?:V([1-9][0-9]*)|R)__([a-z0-9_]+)\\.sql");

    static Script of(String path, String sql) {
        Matcher name = NAME.matcher(path);
        if (!name.matches()) {
            throw new SchemaException(
                    "The file " + path + " is neither V<number>__<words>.sql nor R__<words>.sql.", null);
        }
        int version = name.group(1) == null ? 0 : Integer.parseInt(name.group(1));
        return new Script(path, version, name.group(2).replace('_', ' '), checksum(sql), sql);
    }

    boolean repeatable() {
        return version == 0;
    }

    /** Flyway's checksum: CRC-32 over the lines without their ends, so that a checkout's line ends do not matter. */
    private static int checksum(String sql) {
        CRC32 crc = new CRC32();
        sql.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }
}
