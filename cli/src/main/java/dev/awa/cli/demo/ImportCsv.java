package dev.awa.cli.demo;

import dev.awa.client.JobKind;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of kind {@code import_csv}.
 *
 * @param file path of a UTF-8 file with commas and one header line, below the folder that the worker may read
 * @param table {@code name} or {@code schema.name}; made with text columns named like the header if there is none
 * @param chunk rows that are committed together with the checkpoint, 1 to 10000; 500 unless told
 */
public record ImportCsv(
        @Nullable String file,
        @Nullable String table,
        @Nullable Integer chunk) {
    /** The kind. */
    public static final JobKind<ImportCsv> KIND = JobKind.of("import_csv", ImportCsv.class);
}
