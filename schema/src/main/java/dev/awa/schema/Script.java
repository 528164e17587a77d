package dev.awa.schema;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * One SQL file of the schema: a versioned one ({@code tables/V1__roles.sql}) runs once, any other ({@code 3_jobs/locate.sql}, version
 * 0) whenever its text has changed.
 */
record Script(String path, int version, String description, int checksum, String sql) {

    private static final Pattern VERSIONED = Pattern.compile("(?:.*/)?V([1-9][0-9]*)__([a-z0-9_]+)\\.sql");
    private static final Pattern REPEATABLE = Pattern.compile("((?:[a-z0-9_]+/)*[a-z0-9_]+)\\.sql");

    static Script of(String path, String sql) {
        Matcher versioned = VERSIONED.matcher(path);
        if (versioned.matches()) {
            return of(path, Integer.parseInt(versioned.group(1)), versioned.group(2), sql);
        }
        Matcher repeatable = REPEATABLE.matcher(path);
        if (repeatable.matches()) {
            return of(path, 0, repeatable.group(1), sql);
        }
        throw new SchemaException("The file " + path + " is neither V<number>__<words>.sql nor <words>.sql.", null);
    }

    private static Script of(String path, int version, String name, String sql) {
        return new Script(path, version, name.replaceAll("[/_]", " "), checksum(sql), sql);
    }

    boolean repeatable() {
        return version == 0;
    }

    /** The name that Flyway reads version and description from; it applies repeatable ones in the order of their descriptions. */
    String flywayName() {
        return (repeatable() ? "R" : "V" + version) + "__" + description.replace(' ', '_') + ".sql";
    }

    /** Flyway's checksum: CRC-32 over the lines without their ends, so that a checkout's line ends do not matter. */
    private static int checksum(String sql) {
        CRC32 crc = new CRC32();
        sql.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }
}
